import { setTimeout as sleep } from 'node:timers/promises'
import type { Completion, Invocation } from '../src/op/op.ts'
import { condition } from './conditions.ts'
import type { FaultContext, Nemesis } from './nemesis.ts'

/** How often the nodes are looked at, ms. */
const everyMs = 50

/**
 * The op by which a script waits, as data: `{ f: 'wait-until', value: { condition: 'lag >= 1MB', withinMs: 10000 } }`;
 * with `orNot: true` it goes on after that time in any case.
 */
export const waitUntilF = 'wait-until'

interface Wait {
  readonly condition: string
  readonly withinMs: number
  readonly orNot?: boolean
}

/**
 * Waits until a condition holds, so that the step after it strikes at that moment. One that does not come in time is an
 * error: what follows is not what the script meant, and the run says so.
 */
export class WaitUntil implements Nemesis {
  readonly fs = [waitUntilF]
  readonly #context: FaultContext
  #over = false

  constructor(context: FaultContext) {
    this.#context = context
  }

  async invoke({ value }: Invocation): Promise<Completion> {
    const { condition: text, withinMs, orNot } = value as unknown as Wait
    const wanted = condition(text)
    if (wanted === undefined) return failed('no-condition', `"${text}" is no condition`)
    const { system } = this.#context
    const start = performance.now()
    for (;;) {
      const samples = await system.sample()
      const primary = system.primary()
      const afterMs = Math.round(performance.now() - start)
      const now = wanted.now(samples, primary)
      const met = wanted.holds(samples, primary)
      const late = afterMs > withinMs || this.#over
      if (met || (late && orNot === true)) return { type: 'info', value: { condition: text, met, afterMs, now } }
      if (late) return failed('condition-not-met', `"${text}" did not come within ${withinMs} ms: ${now}`)
      await sleep(everyMs)
    }
  }

  async heal(): Promise<void> {
    this.#over = true
  }
}

function failed(kind: string, message: string): Completion {
  return { type: 'info', error: { kind, message } }
}
