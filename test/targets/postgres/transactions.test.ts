import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIsolation, type IsolationResult } from '../../../src/checkers/isolation/index.ts'
import { clients, limit, phases, timeLimit } from '../../../src/generator/index.ts'
import type { Op } from '../../../src/op/op.ts'
import { Random } from '../../../src/op/random.ts'
import { monotonic, SECOND } from '../../../src/op/time.ts'
import { runTest } from '../../../src/runner/run.ts'
import { classify } from '../../../src/targets/postgres/errors.ts'
import type { System } from '../../../src/targets/target.ts'
import { listAppend } from '../../../workloads/list-append.ts'
import { rwRegister } from '../../../workloads/rw-register.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { type Deployed, deployed } from './cluster.ts'
import { pasteFound } from './paste.ts'

/** A few seconds of load, without faults. */
async function run(system: System, workload: Workload, seconds: number, reads: 'primary' | 'any-node' = 'primary') {
  const nodes = ['n1', 'n2', 'n3']
  const built = workload.build({
    random: new Random(1),
    nodes,
    concurrency: 20,
    reads,
    writes: 'primary',
    system,
    options: {},
  })
  const history: Op[] = []
  await runTest({
    nodes,
    concurrency: 20,
    generator: phases(
      timeLimit(seconds * SECOND, limit(20_000, clients(built.generator))),
      clients(built.final ?? null),
    ),
    client: built.client,
    timeout: { kind: 'fixed', ms: 10_000 },
    record: (ops) => history.push(...ops),
    log: () => {},
    clock: monotonic(),
  })
  const expected = built.checkers.find(({ name }) => name === 'isolation')?.options?.expect
  return { history, expected }
}

const check = (history: readonly Op[], expect: string, workload: 'list-append' | 'rw-register' = 'list-append') =>
  checkIsolation(history, { workload, expect, appends: 'read-then-write' })

const told = ({ verdict, counts, checked }: IsolationResult) => JSON.stringify({ verdict, counts, checked })

describe('repeatable read', () => {
  let one: Deployed
  beforeAll(async () => {
    one = await deployed('async', { isolation: 'repeatable-read' })
  })
  afterAll(() => one.down())

  test('is snapshot isolation, and no more: write skew is seen', async () => {
    const { history, expected } = await run(one.system, listAppend, 6)
    expect(expected).toBe('snapshot-isolation')
    const allowed = check(history, 'snapshot-isolation')
    expect(allowed.verdict, told(allowed)).toBe('valid')
    expect(allowed.allowedTypes).toContain('G2-item')
    const refused = check(history, 'serializable')
    expect(refused).toMatchObject({ verdict: 'invalid', anomalyTypes: ['G2-item'] })
    const { foretold, got } = await pasteFound(one, history, refused, 'repeatable read', 'read-then-write')
    expect(got).toEqual(foretold)
    expect(new Set(history.map(({ error }) => error?.kind))).toContain('serialization-failure')
    // Every conflict is known to have been rolled back, so nothing is indeterminate.
    expect(history.filter(({ type }) => type === 'info')).toEqual([])
  })

  test('registers', async () => {
    const { history } = await run(one.system, rwRegister, 3)
    const allowed = check(history, 'snapshot-isolation', 'rw-register')
    expect(allowed.verdict, told(allowed)).toBe('valid')
    expect(allowed.checked.committed).toBeGreaterThan(100)
  })

  test('steps are performed in order, a failed one undoes those before it', async () => {
    const session = await one.system.connect('transactions', 'n1')
    const key = 1_000_000
    const filled = [
      ['r', key, []],
      ['append', key, 1],
      ['append', key, 2],
      ['r', key, [1, 2]],
    ]
    expect(
      await session.listAppend([
        ['r', key, null],
        ['append', key, 1],
        ['append', key, 2],
        ['r', key, null],
      ]),
    ).toEqual(filled)
    // Too large for an integer.
    const failed = session.listAppend([
      ['append', key, 3],
      ['append', key + 1, 2 ** 40],
    ])
    expect(classify(await failed.catch((error: unknown) => error))).toMatchObject({ definite: true, fatal: false })
    expect(await session.listAppend([['r', key, null]])).toEqual([['r', key, [1, 2]]])
    await session.close()
  })

  test('a transaction on a standby reads, and cannot write', async () => {
    const session = await one.system.connect('transactions', 'n2')
    expect(await session.listAppend([['r', 2_000_000, null]])).toEqual([['r', 2_000_000, []]])
    const write = await session.listAppend([['append', 2_000_000, 1]]).catch((error: unknown) => error)
    expect(classify(write)).toMatchObject({ kind: 'read-only', definite: true })
    await session.close()
  })
})

describe('read committed', () => {
  let one: Deployed
  beforeAll(async () => {
    one = await deployed('async', { isolation: 'read-committed' })
  })
  afterAll(() => one.down())

  test('is read committed, and no more: updates are lost or snapshots torn', async () => {
    const { history, expected } = await run(one.system, listAppend, 4)
    expect(expected).toBe('read-committed')
    const allowed = check(history, 'read-committed')
    expect(allowed.verdict, told(allowed)).toBe('valid')
    expect(allowed.allowedTypes.some((type) => type === 'lost-update' || type.startsWith('G-single'))).toBe(true)
    const refused = check(history, 'snapshot-isolation')
    expect(refused.verdict).toBe('invalid')
    const { foretold, got } = await pasteFound(one, history, refused, 'read committed', 'read-then-write')
    expect(got).toEqual(foretold)
  })
})

describe('serializable', () => {
  let one: Deployed
  beforeAll(async () => {
    one = await deployed('async', { isolation: 'serializable' })
  })
  afterAll(() => one.down())

  test('is serializable', async () => {
    const { history, expected } = await run(one.system, listAppend, 5)
    expect(expected).toBe('serializable')
    // On one node also in the order of time, though the documentation does not say so.
    const result = check(history, 'strict-serializable')
    expect(result.verdict, told(result)).toBe('valid')
    expect(result.checked.committed).toBeGreaterThan(100)
  })
})

describe('serializable, standbys read', () => {
  let one: Deployed
  beforeAll(async () => {
    one = await deployed('async', { isolation: 'serializable' })
  })
  afterAll(() => one.down())

  test('standbys read at repeatable read, which is said, and show old states', async () => {
    const { history } = await run(one.system, listAppend, 5, 'any-node')
    const runsAt = one.steps.filter(({ f }) => f === 'standby-isolation').map(({ value }) => value)
    expect(runsAt).toHaveLength(2)
    for (const node of ['n2', 'n3'])
      expect(runsAt).toContainEqual({ node, asked: 'serializable', runsAt: 'repeatable read' })
    const onStandbys = history.filter(({ type, node }) => type === 'ok' && node !== undefined && node !== 'n1')
    expect(onStandbys.length).toBeGreaterThan(10)
    const stale = check(history, 'strict-serializable')
    expect(stale.verdict, told(stale)).toBe('invalid')
    expect(stale.anomalyTypes.filter((type) => type.endsWith('-realtime'))).not.toEqual([])
  })
})
