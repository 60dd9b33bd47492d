import { deepStrictEqual, ok } from 'node:assert'
import fc from 'fast-check'
import { checkIsolation } from '../../../src/checkers/isolation/check.ts'
import { ruledOut } from '../../../src/checkers/isolation/models.ts'
import type { Workload } from '../../../src/checkers/isolation/txns.ts'
import type { Op } from '../../../src/op/op.ts'
import { cycleTypes, isSerializable, mostUnread } from './oracle.ts'
import { randomHistory } from './random-histories.ts'
import { registerCycleTypes } from './register-oracle.ts'

/** A property, and what its histories were like so far (bench/agreement.ts). */
interface Agreement {
  readonly name: string
  readonly property: fc.IProperty<unknown>
  readonly counts: Counts
}

type Counts = Record<string, number>

/** The isolation checker against brute force, for histories with so many of 100 reads wild. */
export function agreements(): Agreement[] {
  return [0, 15, 100].flatMap((wildness) => [
    agreement('list-append', wildness, 'one serial order', serialOrder('list-append', wildness)),
    agreement('list-append', wildness, 'every order of versions', everyOrderOfLists(wildness)),
    agreement('rw-register', wildness, 'one serial order', serialOrder('rw-register', wildness)),
    ...(['evidence', 'ignored'] as const).map((infoWrites) =>
      agreement('rw-register', wildness, `every order of versions, ${infoWrites}`, everyOrder(wildness, infoWrites)),
    ),
  ])
}

type Rule = (counts: Counts) => fc.IProperty<unknown>

function agreement(workload: Workload, wildness: number, what: string, rule: Rule): Agreement {
  const counts: Counts = {}
  return { name: `${workload}, ${wildness} of 100 reads wild, ${what}`, property: rule(counts), counts }
}

function count(counts: Counts, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1
}

/** What serializability with real time allows to assume of each key. */
const assumed = { linearizableKeys: true, sequentialKeys: true, wfrKeys: true }

/**
 * Nothing is found where one serial order explains all; for lists whose versions are known it is also found wherever
 * none does.
 */
function serialOrder(workload: Workload, wildness: number): Rule {
  return (counts) =>
    fc.property(randomHistory(workload, wildness), fc.boolean(), (ops, realtime) => {
      const { verdict, unverified } = checkIsolation(ops, {
        workload,
        expect: realtime ? 'strict-serializable' : 'serializable',
        ...(workload === 'rw-register' && realtime && assumed),
      })
      deepStrictEqual(unverified, [])
      const serializable = isSerializable(ops, realtime)
      count(counts, serializable ? 'serializable' : 'not serializable')
      if (verdict === 'invalid') ok(!serializable, 'found where a serial order explains all')
      else if (workload === 'list-append' && mostUnread(ops) < 2) ok(serializable, 'missed')
    })
}

/** The models ruled out are those that every order of versions rules out; where too little was read, no others. */
function everyOrderOfLists(wildness: number): Rule {
  return (counts) =>
    fc.property(randomHistory('list-append', wildness), fc.boolean(), (ops, realtime) => {
      const unread = mostUnread(ops)
      fc.pre(unread < 4) // more orders than there is time for
      const found = models(cyclesFound(ops, realtime, 'list-append', 'evidence'))
      const demanded = common([...cycleTypes(ops, realtime)].map(models))
      count(counts, demanded.size > 0 ? 'cycles' : 'no cycle')
      if (unread < 2) deepStrictEqual(sorted(found), sorted(demanded))
      else for (const model of found) ok(demanded.has(model), `${model} is ruled out, and some order allows it`)
    })
}

/** No model is ruled out that some order of the versions allows. */
function everyOrder(wildness: number, infoWrites: 'evidence' | 'ignored'): Rule {
  return (counts) =>
    fc.property(randomHistory('rw-register', wildness, 4), fc.boolean(), (ops, realtime) => {
      const found = models(cyclesFound(ops, realtime, 'rw-register', infoWrites))
      count(counts, found.size > 0 ? 'cycles' : 'no cycle')
      if (found.size === 0) return
      for (const types of registerCycleTypes(ops, realtime)) {
        const demanded = models(types)
        for (const model of found) ok(demanded.has(model), `${model} is ruled out, and some order allows it`)
      }
    })
}

function models(types: Iterable<string>): Set<string> {
  const { not, alsoNot } = ruledOut(types)
  return new Set([...not, ...alsoNot])
}

function common([first = new Set<string>(), ...others]: readonly ReadonlySet<string>[]): Set<string> {
  return new Set([...first].filter((each) => others.every((other) => other.has(each))))
}

function sorted(set: ReadonlySet<string>): string[] {
  return [...set].sort()
}

function cyclesFound(
  ops: readonly Op[],
  realtime: boolean,
  workload: Workload,
  infoWrites: 'evidence' | 'ignored',
): string[] {
  const expect = realtime ? 'strict-serializable' : 'serializable'
  const { anomalyTypes, allowedTypes } = checkIsolation(ops, { workload, expect, infoWrites })
  return [...anomalyTypes, ...allowedTypes].filter((type) => /^G(0|1c|2|-)/.test(type))
}
