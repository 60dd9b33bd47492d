import type { Json } from '../src/op/op.ts'
import { Random } from '../src/op/random.ts'
import type { Grudge } from './grudges.ts'
import * as grudges from './grudges.ts'
import { choiceOf } from './node-specs.ts'

/** Ways to divide a network. */
export const partitionSpecs = [
  'one',
  'minority',
  'majority',
  'minority-third',
  'halves',
  'random-halves',
  'ring',
  'bridge',
  'primaries',
  'one-way',
] as const

/**
 * The grudge that an op's value asks for: a spec by name, `{ spec, seed }`, a list of nodes (these against the rest), or
 * `{ grudge: { n1: ['n2'] } }` as it is.
 */
export function grudgeFor(value: Json, nodes: readonly string[], leading: readonly string[]): Grudge {
  if (typeof value === 'object' && value !== null && 'grudge' in value) return value.grudge as unknown as Grudge
  const choice = choiceOf(value, partitionSpecs)
  const random = new Random(choice.seed)
  switch (choice.spec) {
    case 'one':
      return grudges.one(nodes, random)
    case 'minority':
      return grudges.apart(random.shuffle(nodes).slice(0, Math.max(1, Math.ceil(nodes.length / 2) - 1)), nodes)
    case 'majority':
    case 'random-halves':
      return grudges.randomHalves(nodes, random)
    case 'minority-third':
      return grudges.minorityThird(nodes, random)
    case 'halves':
      return grudges.halves(nodes)
    case 'ring':
      return grudges.majoritiesRing(nodes, random)
    case 'bridge':
      return grudges.bridge(random.shuffle(nodes))
    case 'primaries':
      return grudges.primaries(nodes, leading)
    case 'one-way': {
      const [lonely = '', ...others] = random.shuffle(nodes)
      return random.int(2) === 0 ? grudges.oneWay([lonely], others) : grudges.oneWay(others, [lonely])
    }
    case 'explicit':
      return grudges.apart(choice.nodes, nodes)
  }
}
