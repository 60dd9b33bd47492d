import type { Arrow, Box, Diagram } from '../../src/checkers/isolation/index.ts'

/** Boxes that are not drawn: the transactions from one place to another. */
export interface Gap {
  readonly first: string
  readonly last: string
  readonly count: number
}

export interface Shown {
  readonly boxes: readonly (Box | Gap)[]
  /** With their places in the whole diagram. */
  readonly arrows: readonly (Arrow & { readonly place: number })[]
}

/** As many boxes as a picture can bear. */
const most = 8

/**
 * A diagram of at most 8 boxes. Of a longer cycle the ends of its anti-dependencies stay, as they make it what it is,
 * then the first and the last transactions; what lies between becomes a gap.
 */
export function elide({ boxes, arrows }: Diagram): Shown {
  const n = boxes.length
  const all = arrows.map((arrow, place) => ({ ...arrow, place }))
  if (n <= most) return { boxes, arrows: all }
  const kept = new Set<number>()
  const wanted = [
    ...arrows.flatMap(({ kind, from, to }) => (kind === 'rw' ? [from, to] : [])),
    ...Array.from({ length: n }, (_, i) => (i % 2 === 0 ? i / 2 : n - (i + 1) / 2)),
  ]
  for (const place of wanted) {
    kept.add(place)
    if (runs(kept, n).length <= most) continue
    kept.delete(place)
    break
  }
  const shown = runs(kept, n)
  const position = new Map(shown.flatMap((run, at) => run.map((place) => [place, at] as const)))
  return {
    boxes: shown.map((run) => {
      const [first, last] = [boxes[run[0] ?? 0], boxes[run.at(-1) ?? 0]]
      if (first === undefined || last === undefined || run.length === 1) return first ?? { name: '', mops: [] }
      return { first: first.name, last: last.name, count: run.length }
    }),
    arrows: all.flatMap((arrow) => {
      const [from = 0, to = 0] = [position.get(arrow.from), position.get(arrow.to)]
      return from === to ? [] : [{ ...arrow, from, to }]
    }),
  }
}

/** The places one by one where they are kept, or where only one is left out; else in runs. */
function runs(kept: ReadonlySet<number>, n: number): number[][] {
  const all: number[][] = []
  for (let place = 0; place < n; place++) {
    const last = all.at(-1)
    const before = last?.at(-1)
    if (last !== undefined && before !== undefined && !kept.has(place) && !kept.has(before)) last.push(place)
    else all.push([place])
  }
  return all
}
