import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Sample } from '../checkers/checker.ts'

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

/** Reads samples back up to the last whole line; a missing file has none. */
export function readSamples(path: string): Sample[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  const samples: Sample[] = []
  for (const line of lines) {
    if (line === '') continue
    try {
      samples.push(JSON.parse(line) as Sample)
    } catch {
      break // cut by a crash: the rest is not there
    }
  }
  return samples
}
