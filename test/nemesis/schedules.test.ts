import { describe, expect, it } from 'vitest'
import { healing } from '../../nemesis/healing.ts'
import type { ScheduleOptions } from '../../nemesis/nemesis.ts'
import { faults, nemesisFor, schedules } from '../../nemesis/registry.ts'
import { failover } from '../../nemesis/schedules/failover.ts'
import { interval } from '../../nemesis/schedules/interval.ts'
import { any, clients, invocations, phases, simulate, sleep, stagger, timeLimit } from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { MS, SECOND } from '../../src/op/time.ts'
import { fakeContext } from './fake-cluster.ts'

const named = (...names: string[]) => faults.filter(({ name }) => names.includes(name))
const families = named('partition', 'kill', 'pause')

/** A run as a scenario puts it together: load beside the faults for a time, then healing. */
function run(schedule: typeof interval, options: Partial<ScheduleOptions> & { seed?: number; faultMs?: number } = {}) {
  const { seed = 1, faultMs = 300, ...rest } = options
  const limit = rest.timeLimit ?? 20 * SECOND
  const { during, final } = schedule.generator({ random: new Random(seed), timeLimit: limit, ...rest })
  const load = stagger(new Random(9), 100 * MS, () => ({ f: 'add' }))
  const whole = phases(sleep(SECOND), timeLimit(limit, any(clients(load), during)), final)
  const latency = (op: { process: unknown }) => (op.process === 'nemesis' ? faultMs * MS : 10 * MS)
  return invocations(simulate(whole, { concurrency: 3, latency })).flatMap((op) =>
    op.process === 'nemesis' && 'f' in op ? [{ f: op.f, value: op.value, time: op.time }] : [],
  )
}

const fs = (ops: readonly { f: string }[]) => ops.map(({ f }) => f)

describe('interval', () => {
  it('starts and stops each fault in turn, and heals all at the end, links first', () => {
    const ops = run(interval, { faults: families })
    const final = ops.slice(-3)
    expect(fs(final)).toEqual(['stop-partition', 'resume', 'start'])
    expect(Math.min(...final.map(({ time }) => time))).toBeGreaterThan(20.5 * SECOND)
    for (const fault of families) {
      const own = fs(ops.slice(0, -3)).filter((f) => [fault.start(new Random(1)).f, fault.stop().f].includes(f))
      expect(own.length).toBeGreaterThan(0)
      for (const [i, f] of own.entries()) expect(f).toBe(i % 2 === 0 ? fault.start(new Random(1)).f : fault.stop().f)
    }
  })

  it('begins with each fault once, alone, in the first half, whatever the seed', () => {
    for (let seed = 0; seed < 30; seed++) {
      const early = run(interval, { faults: families, seed, faultMs: 100 }).slice(0, 6)
      expect(Math.max(...early.map(({ time }) => time))).toBeLessThan(SECOND + 10 * SECOND)
      for (let i = 0; i < 6; i += 2) {
        const fault = families.find((candidate) => candidate.start(new Random(1)).f === early[i]?.f)
        expect(early[i + 1]?.f).toBe(fault?.stop().f)
      }
      expect(new Set(fs(early)).size).toBe(6)
    }
  })

  it('is the same for the same seed, and another for another', () => {
    const plan = (seed: number) => run(interval, { faults: families, seed })
    expect(plan(5)).toEqual(plan(5))
    expect(plan(6)).not.toEqual(plan(5))
  })

  it('has the same ops in the same order when faults take long, as far as the time goes', () => {
    const plan = (faultMs: number) =>
      run(interval, { faults: families, seed: 5, faultMs }).map(({ f, value }) => ({ f, value }))
    const slow = plan(2500).slice(0, -3)
    expect(slow.length).toBeGreaterThan(5)
    expect(slow).toEqual(plan(0).slice(0, slow.length))
  })

  it('comes more often with a shorter interval', () => {
    const count = (seconds: number) => run(interval, { faults: families, interval: seconds * SECOND }).length
    expect(count(1)).toBeGreaterThan(2 * count(5))
  })

  it('does nothing without faults', () => {
    expect(run(interval)).toEqual([])
  })
})

describe('failover', () => {
  it('goes through its steps in order, each at its share of the time, and heals again', () => {
    const ops = run(failover)
    expect(ops.map(({ f, value }) => [f, value])).toEqual([
      ['cut-replication', 'primaries'],
      ['kill', 'primaries'],
      ['failover', null],
      ['heal-replication', null],
      ['start', null],
      ['heal-replication', null],
      ['start', null],
    ])
    const seconds = ops.slice(0, 5).map(({ time }) => Math.round((time / SECOND - 1) * 10) / 10)
    expect(seconds).toEqual([6, 11, 11.3, 12.3, 14.3])
  })

  it('lets a fault last as long as it was meant to, however late it began', () => {
    const times = run(failover, { faultMs: 1500 }).map(({ time }) => Math.round((time / SECOND - 1) * 10) / 10)
    // The promotion waits for the kill, healing for the promotion; between healing and rejoining there is time enough.
    expect(times.slice(0, 5)).toEqual([6, 11, 12.5, 14, 16])
  })

  it('keeps the order when a step takes longer than the time to the next', () => {
    const ops = run(failover, { faultMs: 4000, timeLimit: 40 * SECOND })
    expect(fs(ops).slice(0, 5)).toEqual(['cut-replication', 'kill', 'failover', 'heal-replication', 'start'])
  })

  it('leaves a cluster whole that it went through', async () => {
    const { context, states, cuts, log } = fakeContext()
    const nemesis = nemesisFor(failover.faults, context)
    const seen: boolean[] = []
    for (const op of run(failover)) {
      const { value } = await nemesis.invoke({ ...op, process: 'nemesis' })
      seen.push((value as { observed: { seen: boolean } }).observed.seen)
    }
    expect(seen).toEqual(Array(7).fill(true))
    expect(log).toEqual(['cut 4', 'kill n1', 'failover', 'cut 0', 'start n1', 'cut 0'])
    expect(cuts()).toEqual([])
    expect([...states.values()]).toEqual(['running', 'running', 'running'])
    expect(context.system.primary()).toBe('n2')
  })
})

describe('every schedule', () => {
  it('asks only for ops that its nemesis answers to', () => {
    for (const schedule of schedules) {
      const nemesis = nemesisFor([...schedule.faults, ...families.map(({ name }) => name)], fakeContext().context)
      for (const f of fs(run(schedule, { faults: families }))) expect([...nemesis.fs, 'wait-until']).toContain(f)
    }
  })

  it('ends in a run without a nemesis, too', () => {
    const { during } = failover.generator({ timeLimit: SECOND, random: new Random(1) })
    expect(simulate(clients(during))).toEqual([])
  })
})

describe('healing', () => {
  it('goes from what hinders nodes to the nodes to the primary', () => {
    const stops = ['failover', 'start', 'slow-disk', 'resume', 'stop-partition'].map((f) => ({ f, value: null }))
    expect(fs(healing(stops))).toEqual(['slow-disk', 'stop-partition', 'resume', 'start', 'failover'])
  })

  it('starts nodes only when nothing hinders them, whatever took them down', () => {
    const all = fs(healing(faults.map((fault) => fault.stop())))
    for (const outage of ['start', 'recover', 'boot', 'end-restart'])
      expect(all.indexOf(outage)).toBeGreaterThan(all.indexOf('stop-partition'))
    expect(all.at(-1)).toBe('failover')
  })
})
