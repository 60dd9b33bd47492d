import { expect, it } from 'vitest'
import { faults } from '../../nemesis/registry.ts'
import { periods } from '../../nemesis/schedules/periods.ts'
import { clients, invocations, phases, simulate, timeLimit } from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { SECOND } from '../../src/op/time.ts'

const families = faults.filter(({ name }) => ['partition', 'kill', 'pause'].includes(name))
const starts = new Map(families.map((fault) => [fault.start(new Random(1)).f, fault.name]))
const stops = new Map(families.map((fault) => [fault.stop().f, fault.name]))

/** Which families start in each of the 20 s periods of 160 s. */
function active(seed: number): string[][] {
  const limit = 160 * SECOND
  const options = { timeLimit: limit, random: new Random(seed), faults: families, interval: 5 * SECOND }
  const whole = phases(timeLimit(limit, periods.generator(options).during), clients([]))
  const found = Array.from({ length: 8 }, () => new Set<string>())
  const inForce = new Set<string>()
  for (const op of invocations(simulate(whole, { concurrency: 1, latency: () => 0 }))) {
    if (op.process !== 'nemesis' || !('f' in op)) continue
    const period = Math.floor(op.time / (20 * SECOND))
    const started = starts.get(op.f)
    if (started !== undefined) {
      found[period]?.add(started)
      inForce.add(`${period} ${started}`)
    }
    const stopped = stops.get(op.f)
    if (stopped !== undefined) inForce.delete(`${period} ${stopped}`)
  }
  // Whatever a period started, it stopped.
  expect([...inForce]).toEqual([])
  return found.map((names) => [...names].sort())
}

it('has periods with some of the families, a quarter of them calm', () => {
  const seen = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const all = active(seed)
    // A family that is active in a period may happen not to start in it; never the other way round.
    expect(all.filter((names) => names.length === 0).length).toBeGreaterThanOrEqual(2)
    for (const names of all) seen.add(names.join())
  }
  expect([...seen].sort()).toEqual([
    '',
    'kill',
    'kill,partition',
    'kill,partition,pause',
    'kill,pause',
    'partition',
    'partition,pause',
    'pause',
  ])
})

it('is the same for the same seed', () => {
  expect(active(1)).toEqual(active(1))
  expect(active(1)).not.toEqual(active(2))
})
