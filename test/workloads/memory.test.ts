import { describe, expect, it } from 'vitest'
import { checkers } from '../../src/checkers/registry.ts'
import { clients, limit, phases } from '../../src/generator/index.ts'
import type { Op } from '../../src/op/op.ts'
import { defaultsOf } from '../../src/op/option.ts'
import { Random } from '../../src/op/random.ts'
import { monotonic } from '../../src/op/time.ts'
import { runTest } from '../../src/runner/run.ts'
import { memory } from '../../src/targets/memory/index.ts'
import { workloads } from '../../workloads/registry.ts'
import { fakeContext } from '../nemesis/fake-cluster.ts'

/** A workload as it is, on the memory target, through the runner, judged by its own checkers. */
async function run(
  name: string,
  options: Record<string, string | number> = {},
  reads: 'primary' | 'any-node' = 'primary',
) {
  const { cluster } = fakeContext().context
  const defaults = Object.fromEntries(memory.options.map((option) => [option.name, option.default]))
  const system = await memory.deploy({
    cluster,
    setting: 'single',
    options: { ...defaults, 'flaw-every': 10, ...options },
    seed: 1,
    log: () => {},
    record: () => {},
  })
  const nodes = cluster.nodes.map((node) => node.name)
  const workload = workloads.find((candidate) => candidate.name === name)
  if (workload === undefined) throw new Error(`no workload ${name}`)
  const built = workload.build({
    random: new Random(1),
    nodes,
    concurrency: 6,
    reads,
    writes: 'primary',
    system,
    options: { ...defaultsOf(workload.options ?? []), 'watch-for': 0.02, ...options },
  })
  const history: Op[] = []
  await runTest({
    nodes,
    concurrency: 6,
    generator: phases(limit(600, clients(built.generator)), clients(built.final ?? null)),
    client: built.client,
    timeout: { kind: 'fixed', ms: 500 },
    record: (ops) => history.push(...ops),
    log: () => {},
    clock: monotonic(),
  })
  await system.close()
  const judged = built.checkers.map(async ({ name: checker, options: given = {} }) => {
    const found = checkers.find((candidate) => candidate.name === checker)
    if (found === undefined) throw new Error(`no checker ${checker}`)
    return [checker, (await found.check({ history, samples: [], options: given })).verdict] as const
  })
  return { history, verdicts: Object.fromEntries(await Promise.all(judged)) }
}

describe('on a store without flaws', () => {
  it.each([
    ['register', 'primary'],
    ['register', 'any-node'],
    ['set', 'primary'],
    ['set', 'any-node'],
    ['list-append', 'primary'],
    ['list-append', 'any-node'],
    ['rw-register', 'primary'],
    ['rw-register', 'any-node'],
    ['bank', 'primary'],
    ['bank', 'any-node'],
    ['lost-update', 'primary'],
    ['lost-update', 'any-node'],
    ['monotonic', 'primary'],
    ['monotonic', 'any-node'],
    ['long-fork', 'primary'],
    ['long-fork', 'any-node'],
    ['causal-reverse', 'primary'],
    ['causal-reverse', 'any-node'],
    ['retry', 'primary'],
    ['retry', 'any-node'],
    ['write-skew', 'primary'],
    ['watch', 'primary'],
    ['watch', 'any-node'],
    ['closed-predicate', 'primary'],
    ['closed-predicate', 'any-node'],
  ] as const)('%s with reads from %s is valid by all its checkers', async (name, reads) => {
    const { verdicts, history } = await run(name, {}, reads)
    expect(new Set(Object.values(verdicts)), JSON.stringify(verdicts)).toEqual(new Set(['valid']))
    expect(history.filter(({ type }) => type === 'info')).toEqual([])
  })
})

describe('planted flaws are found', () => {
  it.each([
    ['register', 'lose-writes', 'linearizable'],
    ['register', 'stale-reads', 'linearizable'],
    ['set', 'lose-writes', 'lost-writes'],
    ['set', 'duplicate', 'lost-writes'],
    ['retry', 'lose-writes', 'lost-writes'],
    ['list-append', 'lose-writes', 'isolation'],
    ['list-append', 'stale-reads', 'isolation'],
    ['list-append', 'duplicate', 'isolation'],
    ['list-append', 'reorder', 'isolation'],
    ['rw-register', 'lose-writes', 'isolation'],
    ['rw-register', 'stale-reads', 'isolation'],
    ['rw-register', 'duplicate', 'isolation'],
    ['rw-register', 'reorder', 'isolation'],
    ['bank', 'lost-updates', 'bank'],
    ['bank', 'fractured-reads', 'bank'],
    ['lost-update', 'lost-updates', 'lost-update'],
    ['lost-update', 'lose-writes', 'lost-update'],
    ['monotonic', 'stale-reads', 'monotonic'],
    ['monotonic', 'lose-writes', 'monotonic'],
    ['long-fork', 'fractured-reads', 'long-fork'],
    ['causal-reverse', 'fractured-reads', 'causal-reverse'],
    ['causal-reverse', 'lose-writes', 'causal-reverse'],
    ['watch', 'lose-events', 'watch'],
    ['watch', 'duplicate', 'watch'],
    ['write-skew', 'stale-reads', 'predicates'],
    ['write-skew', 'lose-writes', 'predicates'],
    ['closed-predicate', 'stale-reads', 'predicates'],
    ['closed-predicate', 'lose-writes', 'predicates'],
  ])('%s, %s', async (name, flaw, checker) => {
    expect((await run(name, { flaw })).verdicts[checker]).toBe('invalid')
  })
})

describe('a lock with a lease', () => {
  it('loses updates when it is held for longer, unless the storage checks the token', async () => {
    const unfenced = await run('lock', { 'lock-lease': 0.02 })
    expect(unfenced.verdicts.lock).toBe('invalid')
    const fenced = await run('lock', { 'lock-lease': 0.02, 'fencing-token': 'on' })
    expect(new Set(Object.values(fenced.verdicts)), JSON.stringify(fenced.verdicts)).toEqual(new Set(['valid']))
    expect(fenced.history.some(({ error }) => error?.kind === 'fenced')).toBe(true)
  })

  it.each(['lost-updates', 'lose-writes'])('storage that checks tokens, with the flaw %s', async (flaw) => {
    expect(
      (await run('lock', { 'lock-lease': 0.02, 'fencing-token': 'on', flaw, 'flaw-every': 3 })).verdicts.lock,
    ).toBe('invalid')
  })
})

describe('computed by the database, amounts lose no updates', () => {
  it.each([
    ['bank', 'bank'],
    ['lost-update', 'lost-update'],
  ])('%s', async (name, checker) => {
    expect((await run(name, { flaw: 'lost-updates', way: 'in-place' })).verdicts[checker]).toBe('valid')
  })
})

describe('what breaks no promise is not complained about', () => {
  it.each([
    ['list-append', 'late'],
    ['list-append', 'never'],
    ['rw-register', 'late'],
    ['rw-register', 'never'],
    ['bank', 'late', 'bank'],
    ['bank', 'never', 'bank'],
    ['lost-update', 'late', 'lost-update'],
    ['lost-update', 'never', 'lost-update'],
    ['monotonic', 'late', 'monotonic'],
    ['monotonic', 'never', 'monotonic'],
    ['long-fork', 'late', 'long-fork'],
    ['long-fork', 'never', 'long-fork'],
    ['causal-reverse', 'late', 'causal-reverse'],
    ['causal-reverse', 'never', 'causal-reverse'],
    ['watch', 'late', 'watch'],
    ['write-skew', 'late', 'predicates'],
    ['write-skew', 'never', 'predicates'],
    ['closed-predicate', 'late', 'predicates'],
    ['closed-predicate', 'never', 'predicates'],
  ])('%s, %s', async (name, flaw, checker = 'isolation') => {
    const { verdicts, history } = await run(name, { flaw, 'flaw-every': 60, 'late-by': 600 })
    expect(verdicts[checker]).toBe('valid')
    expect(history.some(({ type }) => type === 'info')).toBe(true)
  })
})
