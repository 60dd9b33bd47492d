import { outcome, type Pair } from '../../src/history/pair.ts'

export type Outcome = ReturnType<typeof outcome>

/** How the ops of one f ended. */
export interface FCount {
  readonly f: string
  readonly ok: number
  readonly fail: number
  readonly info: number
  /** Why ops failed or stayed open: error kinds with counts, most frequent first. */
  readonly errors: readonly { readonly kind: string; readonly outcome: Outcome; readonly count: number }[]
}

/** Ops by f and outcome, in order of first appearance. */
export function countByF(calls: readonly Pair[]): FCount[] {
  const byF = new Map<string, { ok: number; fail: number; info: number; errors: Map<string, number> }>()
  for (const call of calls) {
    let row = byF.get(call.invoke.f)
    if (row === undefined) {
      row = { ok: 0, fail: 0, info: 0, errors: new Map() }
      byF.set(call.invoke.f, row)
    }
    const end = outcome(call)
    row[end]++
    if (end !== 'ok') {
      const kind = `${end} ${call.complete?.error?.kind ?? (call.complete === undefined ? 'no answer before the end' : 'no reason given')}`
      row.errors.set(kind, (row.errors.get(kind) ?? 0) + 1)
    }
  }
  return [...byF].map(([f, { ok, fail, info, errors }]) => ({
    f,
    ok,
    fail,
    info,
    errors: [...errors]
      .sort((a, b) => b[1] - a[1])
      .map(([key, n]) => {
        const space = key.indexOf(' ')
        return { outcome: key.slice(0, space) as Outcome, kind: key.slice(space + 1), count: n }
      }),
  }))
}
