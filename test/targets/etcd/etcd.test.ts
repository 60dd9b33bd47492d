import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runTest } from '../../../src/scenario/run-test.ts'
import { classify } from '../../../src/targets/etcd/errors.ts'
import { type Fields, Gateway } from '../../../src/targets/etcd/gateway.ts'
import { decode, encode, Kv } from '../../../src/targets/etcd/kv.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { temporaryStore } from '../../integration/murphy.ts'
import { eventually, isolation } from '../postgres/cluster.ts'
import { type Deployed, deployed } from './cluster.ts'

const store = temporaryStore()

describeWithEngine('etcd', () => {
  let one: Deployed
  beforeAll(async () => {
    one = await deployed()
  })
  afterAll(() => one?.down())

  const caught = (promise: Promise<unknown>) =>
    promise.then(
      (answer) => ({ kind: 'no error', answer }),
      (error: unknown) => classify(error),
    )

  const followers = () => one.cluster.nodes.map(({ name }) => name).filter((name) => name !== one.system.primary())
  const gatewayTo = (node: string) => new Gateway(one.cluster.address(node, 'client'))

  describe('data types, on any member', () => {
    test('registers: absent reads as null, cas compares the value', async () => {
      const [first, second] = await Promise.all([
        one.system.connect('register', 'n1'),
        one.system.connect('register', 'n2'),
      ])
      expect(await first.read('r')).toBeNull()
      expect(await first.cas('r', 1, 2)).toBe(false)
      expect(await first.cas('r', null, 1)).toBe(true)
      expect(await second.read('r')).toBe(1)
      expect(await second.cas('r', null, 3)).toBe(false)
      expect(await second.cas('r', 1, 2)).toBe(true)
      await second.write('r', { any: ['JSON', null] })
      expect(await first.read('r')).toEqual({ any: ['JSON', null] })
      expect(await first.cas('r', { any: ['JSON', null] }, null)).toBe(true)
      expect(await second.read('r')).toBeNull()
      await second.write('r', null)
      await Promise.all([first.close(), second.close()])
      expect(await caught(first.read('r'))).toMatchObject({ kind: 'cannot-connect', definite: true, fatal: true })
    })

    test('a set', async () => {
      const session = await one.system.connect('set', 'n3')
      expect(await session.read()).toEqual([])
      for (const element of [10, 9, 2, 2]) await session.add(element)
      expect(await session.read()).toEqual([2, 9, 10])
      await session.close()
    })

    test('a watch tells what was changed, from a revision on, through another member', async () => {
      const [first, second] = await Promise.all([
        one.system.connect('watched', 'n1'),
        one.system.connect('watched', 'n2'),
      ])
      const revisions = [await first.put(7, 1), await first.put(7, 2), await first.put(7, 3)]
      const changes = revisions.map((revision, i) => [revision, i + 1])
      const [, middle = 0, until = 0] = revisions
      expect(await second.watch(7, 0, { ms: 5000, until })).toEqual(changes)
      expect(await second.watch(7, middle, { ms: 5000, until })).toEqual(changes.slice(2))
      expect(await second.watch(7, until, { ms: 100, until: 0 })).toEqual([])
      const gateway = gatewayTo('n1')
      await gateway.call('kv/compaction', { revision: String(until), physical: true }, 5000)
      expect(await caught(first.watch(7, 0, { ms: 5000, until }))).toMatchObject({ kind: 'compacted', definite: true })
      gateway.close()
      await Promise.all([first.close(), second.close()])
    })

    test('transactions see their own steps, and of two that meet one fails for sure', async () => {
      const [first, second] = await Promise.all([
        one.system.connect('transactions', 'n1'),
        one.system.connect('transactions', 'n2'),
      ])
      expect(
        await first.listAppend([
          ['r', 1, null],
          ['append', 1, 5],
          ['append', 2, 6],
          ['append', 1, 7],
          ['r', 1, null],
        ]),
      ).toEqual([
        ['r', 1, []],
        ['append', 1, 5],
        ['append', 2, 6],
        ['append', 1, 7],
        ['r', 1, [5, 7]],
      ])
      expect(
        await second.rwRegister([
          ['w', 1, 3],
          ['r', 1, null],
          ['r', 2, null],
        ]),
      ).toEqual([
        ['w', 1, 3],
        ['r', 1, 3],
        ['r', 2, null],
      ])
      const many = Array.from({ length: 20 }, (_, n) => caught((n % 2 ? first : second).listAppend([['append', 1, n]])))
      const told = await Promise.all(many)
      const done = told.filter(({ kind }) => kind === 'no error')
      for (const each of told.filter(({ kind }) => kind !== 'no error'))
        expect(each).toMatchObject({ kind: 'conflict', definite: true, fatal: false })
      const [[, , list] = []] = await first.listAppend([['r', 1, null]])
      expect(list).toHaveLength(2 + done.length)
      expect(done.length).toBeLessThan(many.length)
      await Promise.all([first.close(), second.close()])
    })
  })

  describe('errors that a real member gives', () => {
    test('what it refuses', async () => {
      const gateway = gatewayTo('n1')
      const kv = new Kv(gateway, { serializable: false })
      const put = { request_put: { key: encode('a'), value: '' } }
      const kinds = await Promise.all([
        caught(kv.call('kv/put', { key: encode('a'), value: '', lease: '99' })),
        caught(kv.call('kv/txn', { success: [put, put] })),
        caught(kv.put('a', 'x'.repeat(2_000_000))),
        caught(kv.put('', '1')),
      ])
      expect(kinds).toMatchObject([
        { kind: 'no-such-lease', definite: true, fatal: false },
        { kind: 'bad-request', definite: true, fatal: false },
        { kind: 'bad-request', definite: true, fatal: false },
        { kind: 'bad-request', definite: true, fatal: false },
      ])
      expect(await kv.get('a')).toBeUndefined()
      expect(await caught(kv.call('kv/nothing', {}))).toMatchObject({ kind: 'unknown-error', definite: false })
      gateway.close()
    })

    test('a member without a majority: reads of its own state are answered, nothing else is', async () => {
      const [cut = ''] = followers()
      const gateway = gatewayTo(cut)
      const kv = new Kv(gateway, { serializable: false })
      const local = new Kv(gateway, { serializable: true })
      await kv.put('b', 'old')
      await one.cluster.network.cut(isolation(cut))
      const elsewhere = gatewayTo(one.system.primary())
      await new Kv(elsewhere, { serializable: false }).put('b', 'new')
      const [read, write, stale] = await Promise.all([caught(kv.get('b')), caught(kv.put('b', '1')), local.get('b')])
      expect(stale).toMatchObject({ value: 'old' })
      expect(read).toMatchObject({ definite: false })
      expect(write).toMatchObject({ kind: 'request-timed-out', definite: false })
      await one.system.sample()
      const looks = await one.system.sample()
      expect(looks.find(({ node }) => node === cut)).toMatchObject({ role: 'standby', following: false })
      await one.cluster.network.cut([])
      elsewhere.close()
      gateway.close()
    })

    test('a member that sleeps, one that is killed, our own end of a session', async () => {
      const [victim = ''] = followers()
      const node = one.cluster.node(victim)
      const gateway = gatewayTo(victim)
      const kv = new Kv(gateway, { serializable: false })
      await kv.put('c', '1')
      await node.pause()
      expect(await caught(one.system.connect('set', victim))).toMatchObject({ kind: 'timeout', definite: false })
      expect(await caught(kv.call('kv/put', { key: encode('c'), value: '' }, 100))).toMatchObject({ kind: 'timeout' })
      const reset = caught(kv.put('c', '2'))
      await node.kill()
      expect(await reset).toMatchObject({ kind: 'connection-reset', definite: false, fatal: true })
      expect(await caught(kv.put('c', '3'))).toMatchObject({ kind: 'cannot-connect', definite: true, fatal: true })
      await one.system.start(victim)
      expect(await eventually(async () => (await kv.get('c')) !== undefined)).toBe(true)

      await node.pause()
      const dropped = caught(kv.put('c', '4'))
      await new Promise((resolve) => setImmediate(resolve))
      gateway.close()
      expect(await dropped).toMatchObject({ fatal: true })
      await node.resume()
    })
  })

  describe('members', () => {
    const whole = () =>
      eventually(async () => (await one.system.sample()).every((each) => each.role === 'primary' || each.following))

    test('who leads is asked of the members, hands over in order, and is replaced when it is gone', async () => {
      expect(await whole()).toBe(true)
      const first = one.system.primary()
      expect(await one.system.switchover?.()).not.toBe(first)
      expect(await whole()).toBe(true)
      const second = one.system.primary()
      await one.system.stop?.(second)
      expect(await one.cluster.node(second).state()).toBe('stopped')
      expect(
        await eventually(async () => {
          await one.system.sample()
          return one.system.primary() !== second
        }),
      ).toBe(true)
      await one.system.start(second)
      expect(await whole()).toBe(true)
    })

    test('one that cannot start says why, with the end of its log', async () => {
      const [name = ''] = followers()
      const node = one.cluster.node(name)
      await node.kill()
      await node.exec(['sh', '-c', 'mv "$1" "$1.kept" && touch "$1"', 'sh', `${node.dataDir}/etcd`])
      await expect(one.system.start(name)).rejects.toMatchObject({
        kind: 'broken',
        message: expect.stringMatching(/^etcd on n\d ended while it started: .*error listing data dir/s),
      })
      await node.exec(['sh', '-c', 'rm "$1" && mv "$1.kept" "$1"', 'sh', `${node.dataDir}/etcd`])
      await one.system.start(name)
      expect(await whole()).toBe(true)
    })
  })

  /** At the end: from here on members answer nobody whom they do not know. */
  describe('a cluster that runs already, with users', () => {
    const password = 'c0rrect+horse'
    let servers: string[]
    const asRoot = async (path: string, body: Fields = {}) => {
      const gateway = new Gateway(one.cluster.address('n1', 'client'), {
        user: { name: 'root', password: () => 'r00t' },
      })
      return await gateway.call(path, body, 5000).finally(() => gateway.close())
    }
    beforeAll(async () => {
      const gateway = gatewayTo('n1')
      const ask = (path: string, body: Fields = {}) => gateway.call(`auth/${path}`, body, 5000)
      await gateway.call('kv/put', { key: encode('theirs'), value: encode('1') }, 5000)
      await ask('user/add', { name: 'root', password: 'r00t' })
      await ask('user/grant', { user: 'root', role: 'root' })
      await ask('role/add', { name: 'murphy' })
      const perm = { permType: 'READWRITE', key: encode('murphy_'), range_end: encode('murphy`') }
      await ask('role/grant', { name: 'murphy', perm })
      for (const name of ['tester', 'stranger']) await ask('user/add', { name, password })
      await ask('user/grant', { user: 'tester', role: 'murphy' })
      await ask('enable')
      gateway.close()
      servers = one.cluster.nodes.map(({ name }) => {
        const { host, port } = one.cluster.address(name, 'client')
        return `${host}:${port}`
      })
    })
    const run = (user: string, word = password) =>
      runTest(
        {
          target: 'etcd',
          servers: servers.map((server) => `http://${user}@${server}`),
          workload: 'register',
          faults: ['drop-answers'],
          interval: 1,
          ...{ rate: 50, concurrency: 4, timeLimit: 3, seed: 5, store },
        },
        { secret: (name) => (name === 'ETCDCTL_PASSWORD' ? word : undefined) },
      )

    test('is tested under a prefix of its own, which is gone afterwards', async () => {
      const { results, test } = await run('tester')
      expect(results.verdict, results.sentence).toBe('valid')
      expect(test.command).toContain(`--nodes etcd://tester@${servers[0]},`)
      const { kvs } = await asRoot('kv/range', { key: encode('\0'), range_end: encode('\0'), keys_only: true })
      expect((kvs as Fields[]).map(({ key }) => decode(key)).filter((key) => key.startsWith('murphy'))).toEqual([])
    })

    test('mistakes are told, with what to do', async () => {
      const refused = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)
      expect(await refused(run('tester', 'wr0ng'))).toMatchObject({
        message: expect.stringMatching(/does not let tester look: .*authentication failed/),
        hint: expect.stringContaining('ETCDCTL_PASSWORD'),
      })
      expect(await refused(run('root', 'r00t'))).toMatchObject({
        kind: 'usage',
        message: expect.stringContaining('keys, such as'),
      })
    })
  })
})
