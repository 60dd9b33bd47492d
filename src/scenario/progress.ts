import type { Sample } from '../history/samples.ts'

/** What a run tells while it goes on; the CLI shows it, tests ignore it. */
export type ProgressEvent =
  | { readonly kind: 'started'; readonly seed: number; readonly folder: string }
  | { readonly kind: 'phase'; readonly phase: Phase; readonly detail?: string }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'tick'; readonly tick: Tick }

export type Phase = 'set-up' | 'load' | 'tear-down' | 'check' | 'report'

/** The state of the load phase, about twice a second. */
export interface Tick {
  readonly elapsedMs: number
  readonly limitMs: number
  readonly ops: number
  readonly opsPerSecond: number
  readonly ok: number
  readonly fail: number
  readonly info: number
  readonly activeFaults: readonly string[]
  readonly roles: readonly Pick<Sample, 'node' | 'role'>[]
}

export type OnProgress = (event: ProgressEvent) => void
