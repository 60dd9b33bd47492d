import type { Sample } from '../../history/samples.ts'
import { isUp, isWhole, type looksOf, type Shape, shapeOf } from '../../history/wholeness.ts'
import type { Nanos, Op } from '../../op/op.ts'
import { served } from '../availability/served.ts'
import type { Heal } from './heals.ts'

/** How a cluster recovered from one fault; times are from the heal on, ns, and null where it did not come. */
export interface Recovery extends Heal {
  readonly answered: Readonly<Record<string, Nanos | null>>
  readonly whole: Nanos | null
  /** The next answer that a client got. */
  readonly served: Nanos | null
  /** How long it was watched without another fault, and how long clients tried. */
  readonly watched: Nanos
  readonly tried: Nanos
}

export type Looks = ReturnType<typeof looksOf>

/** What the cluster looked like before any fault: the last look at which all nodes answered. */
export function shapeBefore(looks: Looks, fault: Nanos): Shape {
  const before = looks.filter(({ time }) => time < fault)
  const best = before.findLast(({ nodes }) => nodes.every(isUp)) ?? looks[0]
  return best === undefined ? { nodes: [], primaries: 1 } : { ...shapeOf(best.nodes) }
}

/** Watches from the heal to the next fault, or to the end of the run. */
export function recoveryOf(heal: Heal, looks: Looks, shape: Shape, history: readonly Op[]): Recovery {
  const end = heal.next ?? Number.POSITIVE_INFINITY
  const mine = looks.filter(({ time }) => time >= heal.at && time <= end)
  const answered = Object.fromEntries(heal.nodes.map((node) => [node, since(heal, mine, (seen) => up(seen, node))]))
  const whole = since(heal, mine, (seen) => isWhole(seen, shape))
  const asked = history.filter(({ process, time }) => process !== 'nemesis' && time > heal.at && time <= end)
  const answer = asked.find(served)
  return {
    ...heal,
    answered,
    whole,
    served: answer === undefined ? null : answer.time - heal.at,
    watched: Math.max(0, (mine.at(-1)?.time ?? heal.at) - heal.at),
    tried: ((answer ?? asked.at(-1))?.time ?? heal.at) - heal.at,
  }
}

/** The first of two looks in a row, so that one that came between two changes does not count; the last one stands alone. */
function since(heal: Heal, looks: Looks, good: (nodes: readonly Sample[]) => boolean): Nanos | null {
  const first = looks.findIndex(({ nodes }, i) => good(nodes) && good(looks[i + 1]?.nodes ?? nodes))
  const look = looks[first]
  return look === undefined ? null : look.time - heal.at
}

function up(nodes: readonly Sample[], name: string): boolean {
  return nodes.some((sample) => sample.node === name && isUp(sample))
}
