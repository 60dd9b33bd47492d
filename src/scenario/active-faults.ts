import { isFaultReport } from '../op/fault.ts'
import type { Op } from '../op/op.ts'

/** Keeps the set of fault families in force, from the ops as they are recorded. */
export class ActiveFaults {
  readonly #active = new Set<string>()

  see(ops: readonly Op[]): void {
    for (const op of ops) {
      if (op.process !== 'nemesis' || !isFaultReport(op.value)) continue
      if (op.value.phase === 'start') this.#active.add(op.value.fault)
      if (op.value.phase === 'stop') this.#active.delete(op.value.fault)
    }
  }

  names(): string[] {
    return [...this.#active].sort()
  }
}
