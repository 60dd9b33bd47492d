/** The time of day of a process cannot be changed from outside; the message says why, as a part of a sentence. */
export class Unsupported extends Error {
  override name = 'Unsupported'
}

/** It may be otherwise in a moment: the process is about to execute another program. */
export class NotYet extends Unsupported {}
