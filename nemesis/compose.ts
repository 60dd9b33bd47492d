import type { Invocation } from '../src/op/op.ts'
import type { Nemesis } from './nemesis.ts'

/** Several nemeses as one: each op goes to the one that answers to its f. Throws when two answer to the same. */
export function compose(nemeses: readonly Nemesis[]): Nemesis {
  const byF = new Map<string, Nemesis>()
  for (const nemesis of nemeses)
    for (const f of nemesis.fs) {
      if (byF.has(f)) throw new Error(`two nemeses answer to "${f}"`)
      byF.set(f, nemesis)
    }
  return {
    fs: [...byF.keys()],
    async setup() {
      for (const nemesis of nemeses) await nemesis.setup?.()
    },
    async invoke(op: Invocation) {
      const nemesis = byF.get(op.f)
      if (nemesis === undefined)
        return { type: 'info', error: { kind: 'no-nemesis', message: `no nemesis answers to "${op.f}"` } }
      return nemesis.invoke(op)
    },
    /** All are healed, even when one fails; then the first failure is thrown. Last composed, first healed. */
    async heal() {
      const outcomes: PromiseSettledResult<void>[] = []
      for (const nemesis of [...nemeses].reverse()) outcomes.push(...(await Promise.allSettled([nemesis.heal()])))
      const failed = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    },
  }
}
