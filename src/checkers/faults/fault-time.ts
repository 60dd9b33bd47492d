import type { Nanos } from '../../op/op.ts'

/** How long one family of faults was in force, on each node and anywhere. */
export class FaultTime {
  readonly #since = new Map<string, Nanos>()
  readonly #spent = new Map<string, Nanos>()
  #anySince: Nanos | undefined
  #anySpent = 0

  /** A start while the fault is already in force on a node changes nothing there. */
  start(nodes: readonly string[], at: Nanos): void {
    for (const node of nodes) if (!this.#since.has(node)) this.#since.set(node, at)
    if (nodes.length > 0) this.#anySince ??= at
  }

  /** Ends the fault on these nodes; on all where none is named. */
  stop(nodes: readonly string[], at: Nanos): void {
    for (const node of nodes.length > 0 ? nodes : [...this.#since.keys()]) {
      const since = this.#since.get(node)
      if (since === undefined) continue
      this.#spent.set(node, (this.#spent.get(node) ?? 0) + at - since)
      this.#since.delete(node)
    }
    if (this.#since.size > 0 || this.#anySince === undefined) return
    this.#anySpent += at - this.#anySince
    this.#anySince = undefined
  }

  /** An act that began and ended by itself; where the fault is in force already it changes nothing. */
  during(nodes: readonly string[], from: Nanos, to: Nanos): void {
    const fresh = nodes.filter((node) => !this.#since.has(node))
    this.start(fresh, from)
    if (fresh.length > 0) this.stop(fresh, to)
  }

  /** Time under the fault, any node; what is still in force counts up to `end`. */
  total(end: Nanos): Nanos {
    return this.#anySpent + (this.#anySince === undefined ? 0 : end - this.#anySince)
  }

  of(node: string, end: Nanos): Nanos {
    const since = this.#since.get(node)
    return (this.#spent.get(node) ?? 0) + (since === undefined ? 0 : end - since)
  }
}
