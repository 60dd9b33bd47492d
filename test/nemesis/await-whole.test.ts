import { expect, test } from 'vitest'
import { awaitWhole, waiting } from '../../nemesis/await-whole.ts'
import type { Sample } from '../../src/history/samples.ts'
import { fakeContext } from './fake-cluster.ts'

const op = (value: number) => ({ f: awaitWhole, value, process: 'nemesis', time: 0 }) as const

/** A system that is whole when it is first looked at, and then as the looks say; the last one holds. */
function system(...looks: readonly string[]) {
  const { context } = fakeContext()
  let next = 0
  const sample = async (): Promise<Omit<Sample, 'time'>[]> =>
    [...(next === 0 ? 'pss' : (looks[Math.min(next, looks.length) - 1] ?? ''))].map((letter, i) => {
      if (i === 0) next++
      return { node: `n${i + 1}`, role: letter === 'p' ? 'primary' : letter === 's' ? 'standby' : 'down' }
    })
  return { ...context, system: { ...context.system, sample } }
}

test('waits until two looks in a row are as before', async () => {
  const { value } = await waiting(system('dss', 'pps', 'pss', 'dss', 'sps')).invoke(op(60_000))
  expect(value).toEqual({ whole: true, roles: { n1: 'standby', n2: 'primary', n3: 'standby' } })
})

test('gives up in time, and at once when the run is over', async () => {
  const { value } = await waiting(system('dps')).invoke(op(10))
  expect(value).toEqual({ whole: false, roles: { n1: 'down', n2: 'primary', n3: 'standby' } })
  const late = waiting(system('dps'))
  const waited = late.invoke(op(600_000))
  await late.heal()
  expect((await waited).value).toMatchObject({ whole: false })
})
