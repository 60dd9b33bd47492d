import { describe, expect, it } from 'vitest'
import { faults } from '../../nemesis/registry.ts'
import { chaos, fleetOf } from '../../nemesis/schedules/chaos.ts'
import { clients, invocations, phases, simulate, timeLimit } from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { SECOND } from '../../src/op/time.ts'

const named = (...names: string[]) => faults.filter(({ name }) => names.includes(name))
const fleet = { servers: 1000, uptime: '99.9%', repair: '10 min', compress: '1 day into 5 min' }

/** The nemesis' ops of a run whose faults take no time. */
function plan(seed: number, seconds: number, families = named('kill', 'pause')) {
  const nodes = ['n1', 'n2', 'n3', 'n4', 'n5']
  const limit = seconds * SECOND
  const { during } = chaos.generator({
    timeLimit: limit,
    random: new Random(seed),
    faults: families,
    nodes,
    options: fleet,
  })
  const whole = phases(timeLimit(limit, during), clients([]))
  return invocations(simulate(whole, { concurrency: 1, latency: () => 0 })).flatMap((op) =>
    op.process === 'nemesis' && 'f' in op ? [{ f: op.f, value: op.value, time: op.time }] : [],
  )
}

const begins = (ops: ReturnType<typeof plan>) => ops.filter(({ f }) => f === 'kill' || f === 'pause')

describe('chaos', () => {
  it('computes how often and how long a fleet fails', () => {
    const { every, lasting } = fleetOf(fleet)
    // 1000 servers × 0.1 % ÷ 600 s, 288 times as fast.
    expect(every / SECOND).toBeCloseTo(600 / 288, 3)
    expect(lasting / SECOND).toBeCloseTo(600 / 288, 3)
    expect(fleetOf({ ...fleet, servers: 100 }).every).toBeCloseTo(every * 10, -3)
    expect(fleetOf({ ...fleet, uptime: '99.99%' }).every).toBeCloseTo(every * 10, -3)
    expect(fleetOf({ ...fleet, compress: '1 day into 10 min' }).lasting).toBeCloseTo(lasting * 2, -3)
  })

  it('draws about as many outages as that, at gaps that vary as those of a Poisson process do', () => {
    const times = begins(plan(7, 3000)).map(({ time }) => time / SECOND)
    // A fifth falls on nodes that are down already.
    expect(times.length).toBeGreaterThan(1000)
    expect(times.length).toBeLessThan(1500)
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
    expect(deviation / mean).toBeGreaterThan(0.85)
    expect(deviation / mean).toBeLessThan(1.15)
  })

  it('never strikes a node that is down, lets outages overlap, and repairs what it struck', () => {
    const down = new Map<string, string>()
    let most = 0
    for (const { f, value } of plan(3, 600)) {
      const [node = ''] = value as string[]
      if (f === 'kill' || f === 'pause') {
        expect(down.has(node)).toBe(false)
        down.set(node, f)
      } else {
        expect(down.get(node)).toBe(f === 'start' ? 'kill' : 'pause')
        down.delete(node)
      }
      most = Math.max(most, down.size)
    }
    expect(most).toBeGreaterThan(1)
  })

  it('ends an outage of a fault without nodes of its own before the next begins', () => {
    const fs = plan(3, 300, named('partition')).map(({ f }) => f)
    expect(fs.length).toBeGreaterThan(20)
    for (const [i, f] of fs.entries()) expect(f).toBe(i % 2 === 0 ? 'start-partition' : 'stop-partition')
  })

  it('is the same for the same seed', () => {
    expect(plan(5, 60)).toEqual(plan(5, 60))
    expect(plan(6, 60)).not.toEqual(plan(5, 60))
  })

  it('reads its options, and lasts as long as the day is compressed into', () => {
    const read = (name: string, given: string) => chaos.options?.find((option) => option.name === name)?.read?.(given)
    expect(read('uptime', '99.95')).toBe('99.95%')
    expect(() => read('uptime', '100%')).toThrow('--uptime takes a percentage between 0 and 100, not "100%".')
    expect(read('compress', '2h:30s')).toBe('2h:30s')
    expect(() => read('compress', '5 min into 1 day')).toThrow('--compress takes a long time and a short one')
    expect(() => read('repair', 'soon')).toThrow('--repair takes a time, not "soon".')
    expect(chaos.timeLimit?.({ compress: '1 day into 5 min' })).toBe(300 * SECOND)
  })
})
