import { describe, expect, it } from 'vitest'
import { condition } from '../../nemesis/conditions.ts'
import { faults } from '../../nemesis/registry.ts'
import { scripted } from '../../nemesis/schedules/scripted.ts'
import { readScript, type Script } from '../../nemesis/script.ts'
import { WaitUntil } from '../../nemesis/wait-until.ts'
import { any, clients, invocations, limit, phases, simulate, stagger, timeLimit } from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { MS, SECOND } from '../../src/op/time.ts'
import { fakeContext } from './fake-cluster.ts'

const fs = faults.flatMap((fault) => fault.fs)

/** The nemesis' ops beside a load of an op each 100 ms that ends after `ops`. */
function run(script: Script, ops = 1000) {
  const { during, final } = scripted(script, 'a test', faults).generator({ timeLimit: 0, random: new Random(1) })
  const load = limit(
    ops,
    stagger(new Random(9), 100 * MS, () => ({ f: 'add' })),
  )
  const whole = phases(timeLimit(60 * SECOND, any(clients(load), during)), final)
  const all = invocations(simulate(whole, { concurrency: 3, latency: () => MS }))
  return all.flatMap((op, i) =>
    op.process === 'nemesis' && 'f' in op
      ? [
          {
            f: op.f,
            value: op.value,
            at: op.time / SECOND,
            after: all.slice(0, i).filter((o) => o.process !== 'nemesis').length,
          },
        ]
      : [],
  )
}

describe('a script', () => {
  it('strikes at its times, waits where it says so, and heals all that its faults may have done', () => {
    const ops = run({
      steps: [
        { at: '2s', f: 'cut-replication', value: 'primaries' },
        { when: 'lag >= 1MB', within: 5, f: 'kill', value: 'primaries' },
        { after: '1.5s', f: 'start' },
      ],
    })
    expect(ops.map(({ f }) => f)).toEqual([
      'cut-replication',
      'wait-until',
      'kill',
      'start',
      'stop-partition',
      'heal-replication',
      'start',
    ])
    expect(ops[1]?.value).toEqual({ condition: 'lag >= 1MB', withinMs: 5000 })
    expect(ops[0]?.at).toBeCloseTo(2, 1)
    expect(ops[2]?.at).toBeCloseTo(2, 1)
    expect(ops[3]?.at).toBeCloseTo(3.5, 1)
  })

  it('strikes after a number of client ops', () => {
    const [kill, start] = run({
      steps: [
        { at: 1, afterOps: 40, f: 'kill', value: ['n1'] },
        { at: 2, afterOps: 45, f: 'start' },
      ],
    })
    expect(kill?.after).toBe(40)
    expect(start?.after).toBe(45)
  })

  it('does not wait for ops that never come', () => {
    const [kill] = run({ steps: [{ at: 1, afterOps: 500, f: 'kill', value: ['n1'] }] }, 20)
    expect(kill?.at).toBeCloseTo(11, 1)
  })

  it('fails over by step where it has such a step', () => {
    const failover = (steps: Script['steps']) => scripted({ steps }, 'x', faults).failover
    expect(failover([{ f: 'kill' }])).toBe('by-itself')
    expect(failover([{ f: 'kill' }, { f: 'failover' }])).toBe('by-step')
  })
})

describe('readScript', () => {
  it('takes what is right', () => {
    const script = { about: 'why', expects: ['kill'], steps: [{ at: '5s', f: 'kill', value: 'primaries' }] }
    expect(readScript(script, 'x.json', fs)).toBe(script)
  })

  it('names everything that is wrong', () => {
    const script = {
      stpes: [],
      failover: 'maybe',
      steps: [
        { at: 'noon', after: 3, f: 'explode' },
        { f: 'kill', when: 'lag is big', afterOps: -1 },
        { f: 'kill', vlaue: 1 },
        4,
      ],
    }
    const error = (() => {
      try {
        readScript(script, 'x.json', fs)
      } catch (caught) {
        return (caught as Error).message
      }
      return 'accepted'
    })()
    for (const problem of [
      'x.json is no schedule',
      '"stpes" is unknown',
      '"failover" is neither',
      'step 1: there is no op "',
      '"at" is no time',
      'both "at" and "after"',
      'step 2: "afterOps" is no count',
      '"when" is no condition',
      'step 3: "vlaue" is unknown',
      'step 4: it is not an object',
    ])
      expect(error).toContain(problem)
    expect(() => readScript([], 'x.json', fs)).toThrow('it is not an object')
    expect(() => readScript({}, 'x.json', fs)).toThrow('it has no list "steps"')
  })
})

describe('conditions', () => {
  const samples = [
    { node: 'n1', role: 'primary', lagBytes: 0 },
    { node: 'n2', role: 'standby', lagBytes: 2_000_000 },
    { node: 'n3', role: 'down' },
  ] as const

  it.each([
    ['lag >= 1MB', true],
    ['lag >= 2MB', true],
    ['lag > 2000kB', false],
    ['lag < 3MB', true],
    ['primaries = 1', true],
    ['primaries >= 2', false],
    ['standbys != 1', false],
    ['down >= 1', true],
    ['primary = n1', true],
    ['primary != n1', false],
  ])('%s: %s', (text, holds) => {
    expect(condition(text)?.holds(samples, 'n1')).toBe(holds)
  })

  it('sees that the primary changes, from when it is first asked', () => {
    const changes = condition('primary changes')
    expect(changes?.holds([], 'n2')).toBe(false)
    expect(changes?.holds([], 'n2')).toBe(false)
    expect(changes?.holds([], 'n3')).toBe(true)
  })

  it.each(['lag >= 1 MB of log', 'down >= 1MB', 'primary > n1', 'weather = bad', ''])('%s is none', (text) => {
    expect(condition(text)).toBeUndefined()
  })
})

describe('wait-until', () => {
  const op = (text: string, withinMs: number) =>
    ({ f: 'wait-until', value: { condition: text, withinMs }, process: 'nemesis', time: 0 }) as const

  it('waits until it comes', async () => {
    const { context } = fakeContext()
    let asked = 0
    const system = { ...context.system, primary: () => (++asked > 3 ? 'n2' : 'n1') }
    const completion = await new WaitUntil({ ...context, system }).invoke(op('primary = n2', 10_000))
    expect(completion).toMatchObject({ type: 'info', value: { met: true, now: 'primary is n2' } })
    expect(completion.error).toBeUndefined()
  })

  it('is an error when it does not come, so that the run proves nothing', async () => {
    const completion = await new WaitUntil(fakeContext().context).invoke(op('primaries >= 2', 60))
    expect(completion.error).toMatchObject({
      kind: 'condition-not-met',
      message: expect.stringContaining('primaries is 1'),
    })
  })
})
