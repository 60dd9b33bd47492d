import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startWatchdog } from '../../src/scenario/watchdog.ts'
import { fakeContext } from '../nemesis/fake-cluster.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function guarded(doomed?: string, kept = new Set<string>()) {
  const fake = fakeContext(3, doomed === undefined ? {} : { doomed })
  const { cluster, system, down } = fake.context
  const steps: [f: string, node: unknown, error: boolean][] = []
  const latest = () =>
    [...fake.states].map(([node, state]) => ({
      time: 0,
      node,
      role: state === 'running' ? ('standby' as const) : ('down' as const),
    }))
  const end = startWatchdog({
    cluster,
    system: { ...system, keepsDown: (node) => kept.has(node) },
    down,
    latest,
    record: (f, value) => {
      const { node, error } = value as { node: string; error?: string }
      steps.push([f, node, error !== undefined])
    },
  })
  return { ...fake, steps, down, end }
}

test('starts what died by itself, after a second look, and records both', async () => {
  const { states, steps, end } = guarded()
  await vi.advanceTimersByTimeAsync(1000)
  expect(steps).toEqual([])
  states.set('n2', 'stopped')
  await vi.advanceTimersByTimeAsync(250)
  expect(steps).toEqual([])
  await vi.advanceTimersByTimeAsync(250)
  expect(steps).toEqual([
    ['died', 'n2', false],
    ['restart-by-watchdog', 'n2', false],
  ])
  expect(states.get('n2')).toBe('running')
  await end()
})

test('leaves alone what a fault keeps down, and what is only paused', async () => {
  const { states, steps, down, end } = guarded()
  down.set('n1', 'kill')
  states.set('n1', 'stopped')
  states.set('n3', 'paused')
  await vi.advanceTimersByTimeAsync(3000)
  expect(steps).toEqual([])
  down.delete('n1')
  await vi.advanceTimersByTimeAsync(500)
  expect(steps[0]).toEqual(['died', 'n1', false])
  await end()
})

test('leaves alone what the target’s own operators have taken down', async () => {
  const kept = new Set(['n1'])
  const { states, steps, end } = guarded(undefined, kept)
  states.set('n1', 'stopped')
  await vi.advanceTimersByTimeAsync(3000)
  expect(steps).toEqual([])
  kept.delete('n1')
  await vi.advanceTimersByTimeAsync(500)
  expect(steps[0]).toEqual(['died', 'n1', false])
  await end()
})

test('tries again what could not be started, until it is called off', async () => {
  const { states, steps, end } = guarded('n2')
  states.set('n2', 'stopped')
  await vi.advanceTimersByTimeAsync(1000)
  expect(steps.slice(0, 3)).toEqual([
    ['died', 'n2', false],
    ['restart-by-watchdog', 'n2', true],
    ['died', 'n2', false],
  ])
  await end()
  const before = steps.length
  await vi.advanceTimersByTimeAsync(3000)
  expect(steps).toHaveLength(before)
})
