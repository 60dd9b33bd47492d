import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { checkIsolation } from '../../../src/checkers/isolation/check.ts'
import { ruledOut } from '../../../src/checkers/isolation/models.ts'
import type { Workload } from '../../../src/checkers/isolation/txns.ts'
import type { Op } from '../../../src/op/op.ts'
import { cycleTypes, isSerializable, mostUnread } from './oracle.ts'
import { randomHistory } from './random-histories.ts'
import { registerCycleTypes } from './register-oracle.ts'

/** `MURPHY_ORACLE_RUNS=100000 npx vitest run test/checkers/isolation/brute-force.test.ts` is the long mode. */
const numRuns = Number(process.env.MURPHY_ORACLE_RUNS ?? 2000)
vi.setConfig({ testTimeout: 120_000 + numRuns * 20 })

const models = (types: Iterable<string>) => {
  const { not, alsoNot } = ruledOut(types)
  return new Set([...not, ...alsoNot])
}

for (const workload of ['list-append', 'rw-register'] as const)
  for (const wildness of [0, 15, 100])
    describe(`${workload}, ${wildness} of 100 reads wild`, () => {
      const history = randomHistory(workload, wildness)

      it('nothing is found where one serial order explains all', () => {
        fc.assert(
          fc.property(history, (ops) => {
            const strict = checkIsolation(ops, {
              workload,
              expect: 'strict-serializable',
              ...(workload === 'rw-register' && assumed),
            })
            const plain = checkIsolation(ops, { workload, expect: 'serializable' })
            expect([...strict.unverified, ...plain.unverified]).toEqual([])
            if (plain.verdict === 'invalid') expect(isSerializable(ops, false)).toBe(false)
            if (strict.verdict === 'invalid') expect(isSerializable(ops, true)).toBe(false)
          }),
          { numRuns },
        )
      })

      if (workload === 'list-append')
        it('the models ruled out are those that every order of versions rules out', () => {
          fc.assert(
            fc.property(history, fc.boolean(), (ops, realtime) => {
              fc.pre(mostUnread(ops) < 4) // more orders than there is time for
              const found = models(cyclesFound(ops, realtime))
              const demanded = common([...cycleTypes(ops, realtime)].map(models))
              if (mostUnread(ops) < 2) expect(found).toEqual(demanded)
              else for (const model of found) expect(demanded).toContain(model)
            }),
            { numRuns },
          )
        })
      else
        it.each(['evidence', 'ignored'] as const)(
          'no model is ruled out that some order of versions allows (%s)',
          (infoWrites) => {
            fc.assert(
              fc.property(randomHistory(workload, wildness, 4), fc.boolean(), (ops, realtime) => {
                const found = models(cyclesFound(ops, realtime, workload, infoWrites))
                if (found.size === 0) return
                for (const types of registerCycleTypes(ops, realtime))
                  expect([...models(types)]).toEqual(expect.arrayContaining([...found]))
              }),
              { numRuns },
            )
          },
        )
    })

function common([first = new Set<string>(), ...others]: readonly ReadonlySet<string>[]): Set<string> {
  return new Set([...first].filter((each) => others.every((other) => other.has(each))))
}

/** What serializability with real time allows to assume of each key. */
const assumed = { linearizableKeys: true, sequentialKeys: true, wfrKeys: true }

function cyclesFound(
  ops: readonly Op[],
  realtime: boolean,
  workload: Workload = 'list-append',
  infoWrites: 'evidence' | 'ignored' = 'evidence',
): string[] {
  const expect = realtime ? 'strict-serializable' : 'serializable'
  const { anomalyTypes, allowedTypes } = checkIsolation(ops, { workload, expect, infoWrites })
  return [...anomalyTypes, ...allowedTypes].filter((type) => /^G(0|1c|2|-)/.test(type))
}
