import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTest } from '../../../src/scenario/run-test.ts'
import type { Scenario } from '../../../src/scenario/scenario.ts'
import { murphy, temporaryStore } from '../../integration/murphy.ts'
import { StubSet } from './server/index.ts'

const store = temporaryStore()

/** A short run of Murphy's on the servers of a stub that `prepare` makes what it is to be. */
async function run(scenario: Partial<Scenario>, prepare: (stub: StubSet) => void = () => {}) {
  const stub = await StubSet.start()
  prepare(stub)
  const short = { target: 'mongodb', servers: stub.places, rate: 100, concurrency: 4, timeLimit: 5, seed: 5, store }
  try {
    const { folder, results, test } = await runTest({ ...short, ...scenario })
    const history = readFileSync(join(folder, 'history.jsonl'), 'utf8')
    return { ...results, test, history, left: stub.set.primary.oplog.namespaces() }
  } finally {
    await stub.stop()
  }
}

/**
 * After a few writes the primary is cut off, and when it has written `alone` more, or after a while, another is elected;
 * later all see each other again.
 */
const failover =
  (alone = Number.POSITIVE_INFINITY) =>
  ({ set }: StubSet): void => {
    const old = set.primary
    let cutAt: number | undefined
    let elected = false
    const elect = () => {
      if (elected) return
      elected = true
      set.elect()
      setTimeout(() => set.heal(), 500)
    }
    old.on('written', () => {
      if (cutAt === undefined && old.oplog.length >= 8) {
        cutAt = old.oplog.length
        set.isolate(old.name)
        if (!Number.isFinite(alone)) setTimeout(elect, 300)
      } else if (cutAt !== undefined && old.oplog.length >= cutAt + alone) elect()
    })
  }

const lying = (stub: StubSet): void => {
  for (const member of stub.set.members) member.lies = true
}

const blind = ({ set }: StubSet): void => {
  for (const member of set.members) member.transactions.blind = true
}

/** What is sound beside what is not: the difference is the flaw. */
describe('whole runs, the primary changed', () => {
  const sound = async (scenario: Partial<Scenario>, checker: string) => {
    const seen = await run(scenario, failover())
    expect(seen.verdict, seen.sentence).toBe('valid')
    expect(seen.checkers[checker]).toMatchObject({ verdict: 'valid' })
    expect(seen.history).toContain('"primary-changed"')
    expect(seen.test.versions.mongodb).toBe('MongoDB 0.0.0-stub')
    expect(seen.left).toEqual([])
  }
  const flawed = async (scenario: Partial<Scenario>, flaw: (stub: StubSet) => void, told: string) => {
    const seen = await run(scenario, flaw)
    expect(seen.verdict, seen.sentence).toBe('invalid')
    expect(seen.sentence).toContain(told)
  }

  test('set: w: 1 loses what only the old primary had; so does a server that lies about the majority', async () => {
    const lies = (stub: StubSet) => {
      lying(stub)
      failover(10)(stub)
    }
    const [set, majority] = [{ workload: 'set' }, { workload: 'set', setting: 'majority' }]
    await Promise.all([
      sound(majority, 'lost-writes'),
      flawed({ ...set, setting: 'w1' }, failover(10), 'does not promise otherwise: A write can be rolled back'),
      flawed(majority, lies, 'Its documentation promises: A write is acknowledged when a majority'),
    ])
  })

  test('register: stale reads at "linearizable"', async () => {
    // Enough for some of the compare-and-sets to find what they compare with, on a busy machine, too.
    const register = { workload: 'register', setting: 'linearizable', rate: 300, timeLimit: 8 }
    const stale = ({ set }: StubSet) => {
      set.staleBy = 20
    }
    await Promise.all([
      sound(register, 'linearizable'),
      flawed(register, stale, 'Its documentation promises: Reads and writes of a single document'),
    ])
  })

  test('list-append: transactions that overwrite each other', async () => {
    const txns = { workload: 'list-append', setting: 'majority' }
    await Promise.all([
      sound(txns, 'isolation'),
      flawed({ ...txns, rate: 0, timeLimit: 2 }, blind, 'snapshot-isolation'),
    ])
  })

  test('bank: transactions that overwrite each other', async () => {
    const bank = { workload: 'bank', setting: 'majority' }
    await Promise.all([sound(bank, 'bank'), flawed({ ...bank, rate: 0, timeLimit: 2 }, blind, 'snapshot-isolation')])
  })
})

async function onStub(act: (stub: StubSet) => Promise<void>): Promise<void> {
  const stub = await StubSet.start()
  try {
    await act(stub)
  } finally {
    await stub.stop()
  }
}

describe('servers of others', () => {
  const murphyOn = (nodes: readonly string[], ...args: string[]) => {
    const few = ['--workload', 'set', '--time-limit', '2s', '--rate', '100', '--store', store, '--quiet']
    return murphy(['test', 'mongodb', '--nodes', nodes.join(','), ...few, ...args])
  }

  test('two members that do not know each other are no set', () =>
    onStub((stub) =>
      onStub(async (other) => {
        other.set.name = 'another'
        const refused = await murphyOn([...stub.places.slice(0, 1), ...other.places.slice(0, 1)])
        expect(refused.code, refused.stderr).toBe(254)
        expect(refused.stderr).toContain('is not a member of the replica set of')
      }),
    ))

  test('a secondary alone is no set to write to', () =>
    onStub(async (stub) => {
      const refused = await murphyOn(stub.places.slice(1))
      expect(refused.code, refused.stderr).toBe(254)
      expect(refused.stderr).toContain('None of these servers is a primary')
    }))

  test('a server that does not answer', () =>
    onStub(async (stub) => {
      await stub.listener('n2').close()
      const refused = await murphyOn(stub.places)
      await stub.listener('n2').listen()
      expect(refused.code, refused.stderr).toBe(255)
      expect(refused.stderr).toContain(`The server ${stub.places[1]} cannot be reached`)
    }))

  test('one that holds data of others is written to only with consent, and they are left alone', () =>
    onStub(async (stub) => {
      stub.set.primary.write([{ ns: 'shop.orders', id: '1', document: { _id: 1 } }])
      const refused = await murphyOn(stub.places)
      expect(refused.code, refused.stderr).toBe(254)
      expect(refused.stderr).toContain('shop.orders')
      const agreed = await murphyOn(stub.places, '--yes')
      expect(agreed.code, agreed.stderr).toBe(0)
      expect(stub.set.primary.oplog.namespaces()).toEqual(['shop.orders'])
    }))
})
