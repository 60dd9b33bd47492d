import { closeSync, openSync, writeSync } from 'node:fs'
import type { Sample } from '../history/samples.ts'

/** Appends samples of the cluster to `samples.jsonl`, one a line. */
export class SampleWriter {
  readonly #fd: number

  constructor(path: string) {
    this.#fd = openSync(path, 'a')
  }

  append(samples: readonly Sample[]): void {
    if (samples.length > 0) writeSync(this.#fd, samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''))
  }

  close(): void {
    closeSync(this.#fd)
  }
}
