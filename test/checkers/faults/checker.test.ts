import { expect, test } from 'vitest'
import { faults } from '../../../src/checkers/faults/index.ts'
import { faultOps, numbered } from '../fault-ops.ts'
import { call, check, history } from '../histories.ts'

test('no faults, nothing to prove; unless one was asked for', async () => {
  const ops = history(...call(0, 'add', 1))
  expect(await check(faults, ops)).toMatchObject({ verdict: 'valid', summary: 'No faults were planned.' })
  const asked = await check(faults, ops, { expect: ['kill'] })
  expect(asked).toMatchObject({
    verdict: 'unknown',
    summary: expect.stringMatching(/kill was asked for and never planned/),
  })
})

test('a fault that was asked for and only ever healed did not come', async () => {
  const ops = numbered([...faultOps(0, 'kill', 'start', ['n1']), ...faultOps(2, 'partition', 'stop', [])])
  const result = await check(faults, ops, { expect: ['kill', 'partition'] })
  expect(result).toMatchObject({ verdict: 'unknown', summary: expect.stringMatching(/partition was asked for/) })
})

test('planned, applied, observed and the time under fault, by family and node', async () => {
  const ops = numbered([
    ...faultOps(0, 'kill', 'start', ['n1']),
    ...faultOps(2, 'kill', 'start', ['n2']),
    ...faultOps(4, 'kill', 'stop', ['n1']),
    ...faultOps(6, 'kill', 'stop', ['n2']),
    ...faultOps(8, 'partition', 'start', ['n1', 'n2'], { seen: true }),
    ...faultOps(10, 'partition', 'stop', []),
    ...faultOps(12, 'failover', 'once', ['n3']),
    ...faultOps(14, 'pause', 'start', ['n3']),
    ...faultOps(19, 'failover', 'once', []),
  ])
  const result = await check(faults, ops, { expect: ['kill', 'pause'] })
  expect(result.verdict).toBe('valid')
  expect(result.checked).toEqual({ planned: 6, applied: 5, observed: 5 })
  expect(result.details).toEqual({
    families: {
      kill: {
        planned: 2,
        applied: 2,
        observed: 2,
        seconds: 5, // from 1 (n1 is down) to 6 (n2 is started)
        nodes: { n1: { applied: 1, observed: 1, seconds: 3 }, n2: { applied: 1, observed: 1, seconds: 3 } },
      },
      partition: {
        planned: 1,
        applied: 1,
        observed: 1,
        seconds: 1,
        nodes: { n1: { applied: 1, observed: 1, seconds: 1 }, n2: { applied: 1, observed: 1, seconds: 1 } },
      },
      failover: {
        planned: 2,
        applied: 1,
        observed: 1, // the second found nothing to do
        seconds: 1, // as long as it took
        nodes: { n3: { applied: 1, observed: 1, seconds: 1 } },
      },
      pause: {
        planned: 1,
        applied: 1,
        observed: 1,
        seconds: 5,
        nodes: { n3: { applied: 1, observed: 1, seconds: 5 } },
      },
    },
    problems: [],
  })
})

test('what was applied to no node was not seen, whatever the probe says; an act with nothing to do is no failure', async () => {
  const nowhere = await check(faults, numbered(faultOps(0, 'kill', 'start', [])))
  expect(nowhere).toMatchObject({ verdict: 'unknown', checked: { planned: 1, applied: 0, observed: 0 } })
  const needless = await check(faults, numbered(faultOps(0, 'failover', 'once', [])))
  expect(needless).toMatchObject({ verdict: 'valid', checked: { planned: 1, applied: 0, observed: 0 } })
})

test('a fault counts from when it had been applied, not from when the probe had seen it', async () => {
  const [asked, seen] = faultOps(2, 'pause', 'start', ['n1'], { took: 0.25 })
  const ops = numbered([asked, seen, ...faultOps(3, 'pause', 'stop', ['n1'])].flatMap((op) => op ?? []))
  expect((await check(faults, ops)).details).toMatchObject({ families: { pause: { seconds: 0.75 } } })
})

test('planned and never observed proves nothing; observed now and then does', async () => {
  const unseen = faultOps(0, 'partition', 'start', ['n1'], { seen: false })
  const never = await check(faults, numbered(unseen))
  expect(never.verdict).toBe('unknown')
  expect(never.summary).toMatch(
    /partition was planned and never observed \(how it was looked for: the probe went through\)/,
  )
  const once = await check(faults, numbered([...unseen, ...faultOps(3, 'partition', 'start', ['n1'])]))
  expect(once.verdict).toBe('valid')
  expect(once.summary).toMatch(/^2 faults planned, 2 applied, 1 observed/)
  expect(once.details).toMatchObject({ problems: [{ op: 0, fault: 'partition', phase: 'start' }] })
})

test('an error is told, of a fault as of its healing', async () => {
  const failed = { seen: false, error: 'no such node' }
  for (const phase of ['start', 'stop'] as const) {
    const ops = [...faultOps(0, 'kill', 'start', ['n1']), ...faultOps(3, 'kill', phase, [], failed)]
    const result = await check(faults, numbered(ops))
    expect(result.verdict).toBe('unknown')
    expect(result.summary).toMatch(/kill went wrong at op 2: no such node/)
  }
  const crashed = history(
    { process: 'nemesis', type: 'invoke', f: 'kill' },
    { process: 'nemesis', type: 'info', f: 'kill', error: { kind: 'timeout', message: 'no answer in 30 s' } },
  )
  expect((await check(faults, crashed)).summary).toMatch(/kill went wrong at op 0: no answer in 30 s/)
})

test('servers that died without being asked are told', async () => {
  const died = { process: 'nemesis', type: 'info', f: 'died', value: { node: 'n2' } } as const
  expect(await check(faults, history(died, ...call(0, 'add', 1), died))).toMatchObject({
    verdict: 'valid',
    summary: 'No faults were planned. Died without being asked: n2.',
    checked: { died: 2 },
    details: {
      died: [
        { op: 0, node: 'n2' },
        { op: 3, node: 'n2' },
      ],
    },
  })
})

test('steps that a target records are not faults', async () => {
  const step = { process: 'nemesis', type: 'info', f: 'promote', value: { node: 'n2' } } as const
  expect((await check(faults, history(step, step))).summary).toBe('No faults were planned.')
})
