import { setTimeout as sleep } from 'node:timers/promises'
import { isUp, isWhole, type Look, shapeOf } from '../src/history/wholeness.ts'
import type { Completion, Invocation } from '../src/op/op.ts'
import { eventually } from './bounded.ts'
import type { FaultContext, Nemesis } from './nemesis.ts'

const everyMs = 250
const learnMs = 10_000

/** The op that waits; its value is how many ms at most. */
export const awaitWhole = 'await-whole'

/**
 * No fault, but its end: waits until the cluster looks as it did before the faults, so that it is known how long that took
 * and that what is asked of it in the end is asked of a whole one. Two looks in a row must say so. Make it before any
 * fault: that is when it learns what whole is. Completes with `{ whole, roles }`.
 */
export function waiting({ system }: FaultContext): Nemesis {
  // A busy machine may leave a look without an answer.
  const before = eventually(
    learnMs,
    () => system.sample(),
    (look) => look.every(isUp),
  )
  let over = false
  return {
    fs: [awaitWhole],
    async invoke({ value }: Invocation): Promise<Completion> {
      const shape = shapeOf(await before)
      const end = performance.now() + (typeof value === 'number' ? value : 0)
      let inARow = 0
      let look: Look = []
      while (inARow < 2 && performance.now() < end && !over) {
        look = await system.sample()
        inARow = isWhole(look, shape) ? inARow + 1 : 0
        if (inARow < 2) await sleep(everyMs)
      }
      const roles = Object.fromEntries(look.map(({ node, role }) => [node, role]))
      return { type: 'info', value: { whole: inARow === 2, roles } }
    },
    async heal() {
      over = true
    },
  }
}
