import type { Cut, Rule } from './cluster.ts'
import { combined, type Shape } from './shape.ts'

/** What is in force, by tag: each tag's list is replaced whole, and lists of other tags stay. */
export class Tagged<T> {
  readonly #byTag = new Map<string, readonly T[]>()

  set(tag: string, list: readonly T[]): void {
    if (list.length === 0) this.#byTag.delete(tag)
    else this.#byTag.set(tag, [...list])
  }

  get all(): T[] {
    return [...this.#byTag.values()].flat()
  }
}

/** Each cut once. */
export function distinctCuts(cuts: readonly Cut[]): Cut[] {
  return [...new Map(cuts.map(({ from, to }) => [`${from} ${to}`, { from, to }])).values()]
}

/** One rule a direction: those of several tags combined. */
export function distinctRules(rules: readonly Rule[]): Rule[] {
  const shapes = new Map<string, Rule>()
  for (const { from, to, shape } of rules) {
    const before: Shape | undefined = shapes.get(`${from} ${to}`)?.shape
    shapes.set(`${from} ${to}`, { from, to, shape: before === undefined ? shape : combined(before, shape) })
  }
  return [...shapes.values()]
}
