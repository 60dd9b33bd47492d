import { MurphyError } from '../../op/failure.ts'
import { didYouMean } from '../../op/names.ts'
import { implied } from './anomalies.ts'
import { models } from './lattice.ts'

const ids = new Map(models.flatMap(({ id, name, aliases = [] }) => [id, name, ...aliases].map((each) => [each, id])))
const names = new Map(models.map(({ id, name }) => [id, name]))
const weaker = new Map(models.map(({ id, implies = [] }) => [id, implies.map(([model]) => model)]))
const stronger = reversed(weaker)
const implications = new Map(Object.entries(implied))
const implying = reversed(implications)

/** The models that some anomaly can rule out. Of the others (linearizable, …) histories of transactions say nothing. */
const judged = [
  ...reach(
    models.flatMap(({ id, forbids }) => (forbids ? [id] : [])),
    stronger,
  ),
]

/** Every name that a model may be called by. */
export const modelNames: readonly string[] = [...ids.keys()]

/** The id of a model by any of its names. Throws MurphyError `usage` for an unknown one. */
export function modelId(name: string): string {
  const id = ids.get(name)
  if (id !== undefined) return id
  throw new MurphyError('usage', `There is no consistency model ${JSON.stringify(name)}.`, {
    hint: `${didYouMean(name, modelNames)}Known models: ${[...modelNames].sort().join(', ')}.`,
  })
}

/** The anomalies that must not be found if all of these models hold, and if none of `anomalies` is there. */
export function forbiddenBy(expected: readonly string[], anomalies: readonly string[] = []): Set<string> {
  const held = reach(expected.map(modelId), weaker)
  const direct = models.flatMap(({ id, forbids = [] }) => (held.has(id) ? forbids.map(([anomaly]) => anomaly) : []))
  return reach([...direct, ...anomalies], implying)
}

/** These anomalies and all that are the case as well because of them. */
export function withImplied(anomalies: Iterable<string>): Set<string> {
  return reach(anomalies, implications)
}

export interface RuledOut {
  /** The weakest models that cannot hold. */
  readonly not: readonly string[]
  /** The stronger ones, which cannot hold either. */
  readonly alsoNot: readonly string[]
  /** The strongest models that the anomalies leave possible. */
  readonly possible: readonly string[]
}

/** What anomalies say about the models, in the names that Elle prints, sorted. */
export function ruledOut(anomalies: Iterable<string>): RuledOut {
  const seen = withImplied(anomalies)
  const direct = models.filter(({ forbids = [] }) => forbids.some(([anomaly]) => seen.has(anomaly)))
  const out = reach(
    direct.map(({ id }) => id),
    stronger,
  )
  const left = judged.filter((id) => !out.has(id))
  const not = extremes([...out], weaker)
  return {
    not: named(not),
    alsoNot: named([...out].filter((id) => !not.includes(id))),
    possible: named(extremes(left, stronger)),
  }
}

/** Those of a set of models from which no other of the set can be reached. */
function extremes(set: readonly string[], edges: ReadonlyMap<string, readonly string[]>): string[] {
  return set.filter((id) => {
    const others = reach(edges.get(id) ?? [], edges)
    return !set.some((other) => others.has(other))
  })
}

function named(set: readonly string[]): string[] {
  return set.map((id) => names.get(id) ?? id).sort()
}

function reach(from: Iterable<string>, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(from)
  for (const each of seen) for (const next of edges.get(each) ?? []) seen.add(next)
  return seen
}

function reversed(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map<string, string[]>()
  for (const [from, targets] of edges)
    for (const to of targets) {
      const all = back.get(to)
      if (all) all.push(from)
      else back.set(to, [from])
    }
  return back
}
