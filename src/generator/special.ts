import type { Nanos, Process } from '../op/op.ts'
import type { Context, GeneratedOp, Generator, Next } from './generator.ts'
import { nothing } from './lift.ts'

/** One line for the run's log, once; nothing for the history. */
export function log(message: string): Generator {
  return new Special((process, time) => ({ type: 'log', process, time, message }))
}

/** One thread does nothing for `duration` ns, once. `repeat(sleep(…))` sleeps on. */
export function sleep(duration: Nanos): Generator {
  return new Special((process, time) => ({ type: 'sleep', process, time, duration }))
}

class Special implements Generator {
  readonly make: (process: Process, time: Nanos) => GeneratedOp

  constructor(make: (process: Process, time: Nanos) => GeneratedOp) {
    this.make = make
  }

  op(context: Context): Next {
    const process = context.someFree()
    return process === undefined ? ['pending', this] : [this.make(process, context.time), nothing]
  }

  update(): Generator {
    return this
  }
}
