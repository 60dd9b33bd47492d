import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster, Cut } from '../../../src/cluster/cluster.ts'
import { connect } from '../../../src/cluster/docker/engine.ts'
import { runHelper } from '../../../src/cluster/docker/helper.ts'
import type { Way } from '../../../src/cluster/docker/packet-filter.ts'
import { up } from '../../../src/cluster/docker/up.ts'
import {
  answers,
  BUILD_MS,
  containerOf,
  describeWithEngine,
  eventually,
  leftovers,
  postgresAnswers,
  runIdOf,
  spec,
  startPostgres,
} from './engine.ts'

const between = (a: string, b: string): Cut[] => [
  { from: a, to: b },
  { from: b, to: a },
]

const root = process.platform === 'linux' && process.getuid?.() === 0
const ways: Way[] = root ? ['nsenter', 'helper container'] : ['helper container']

describeWithEngine('the network of a run on docker', () => {
  describe.each(ways)('with rules set by %s', (way) => {
    const runId = runIdOf(`network-${ways.indexOf(way)}`)
    const names = ['n1', 'n2', 'n3']
    let cluster: Cluster

    beforeAll(async () => {
      cluster = await up(spec(runId, names), { cuts: way })
      await Promise.all(cluster.nodes.map(startPostgres))
      await Promise.all(names.map((name) => postgresAnswers(cluster, name)))
    }, BUILD_MS)
    afterAll(async () => {
      await cluster.down()
      expect(await leftovers(runId)).toEqual([])
    })

    /** Asked of PostgreSQL's own tool, and not of the network under test; 2 is no answer at all. */
    const connects = async (from: string, to: string) => {
      const { host, port } = cluster.address(to, from)
      const result = await cluster.node(from).exec(['pg_isready', '-q', '-t', '1', '-h', host, '-p', String(port)])
      return result.code !== 2
    }
    const clientConnects = (to: string) => answers(cluster.address(to, 'client'), 1_000)

    /** Runs a script with power over the packet filter of n1's namespace and gives what it prints. */
    const inNamespace = async (script: string) => {
      const { Id } = await (await containerOf(runId, 'n1')).inspect()
      const labels = { 'murphy.run': runId }
      const shares = { kind: 'network', id: Id } as const
      const image = cluster.provenance.image ?? ''
      await runHelper(await connect(), { image, labels, script, user: '0', capabilities: ['NET_ADMIN'], shares })
    }

    it('says how it cuts', () => {
      expect(cluster.network.mechanism).toContain(way)
    })

    it('cuts a link in both directions, and only that one', async () => {
      await cluster.network.cut(between('n1', 'n2'))
      expect(cluster.network.cuts()).toEqual(between('n1', 'n2'))
      expect(await Promise.all([connects('n1', 'n2'), connects('n2', 'n1')])).toEqual([false, false])
      expect(await Promise.all([connects('n1', 'n3'), connects('n2', 'n3'), connects('n3', 'n1')])).toEqual([
        true,
        true,
        true,
      ])
      expect(await Promise.all(names.map(clientConnects))).toEqual([true, true, true])
      expect(await cluster.network.reaches('n1', 'n2', answers)).toBe(false)
      expect(await cluster.network.reaches('n1', 'n3', answers)).toBe(true)
    })

    it('cuts exactly what was asked last', async () => {
      await cluster.network.cut(between('n1', 'n2'))
      await cluster.network.cut(between('n1', 'n3'))
      await cluster.network.cut(between('n1', 'n3'))
      expect(await Promise.all([connects('n1', 'n2'), connects('n1', 'n3')])).toEqual([true, false])
      await cluster.network.cut([])
      expect(cluster.network.cuts()).toEqual([])
      expect(await Promise.all([connects('n1', 'n2'), connects('n1', 'n3')])).toEqual([true, true])
    })

    it('drops the packets of one direction only', async () => {
      const listen = `use IO::Socket::INET; $| = 1; my $s = IO::Socket::INET->new(LocalPort => 7777, Proto => "udp") or die;
        while (defined $s->recv(my $m, 99)) { print $m }`
      const [n1, n2] = [cluster.node('n1'), cluster.node('n2')]
      for (const node of [n1, n2]) {
        await node.kill()
        await node.start(['perl', '-e', listen])
      }
      const send = (from: string, to: string, word: string) =>
        cluster.node(from).exec(['bash', '-c', 'echo "$1" >"/dev/udp/$0/7777"', cluster.address(to, from).host, word])
      await cluster.network.cut([{ from: 'n2', to: 'n1' }])
      await eventually('n1 is heard by n2', async () => {
        await send('n2', 'n1', 'dropped')
        await send('n1', 'n2', 'heard')
        return (await n2.logTail(1)) === 'heard'
      })
      expect(await cluster.network.reaches('n1', 'n2', answers)).toBe(false)
      expect(await cluster.network.arrives?.('n1', 'n2')).toBe(true)
      expect(await cluster.network.arrives?.('n2', 'n1')).toBe(false)
      await cluster.network.cut([])
      expect(await cluster.network.arrives?.('n2', 'n1')).toBe(true)
      await eventually('n2 is heard by n1', async () => {
        await send('n2', 'n1', 'healed')
        return (await n1.logTail(1)) === 'healed'
      })
      expect(await n1.logTail(50)).not.toContain('dropped')
      for (const node of [n1, n2]) {
        await node.kill()
        await startPostgres(node)
        await postgresAnswers(cluster, node.name)
      }
    })

    it.each([
      ['to', { from: 'client', to: 'n1' }],
      ['from', { from: 'n1', to: 'client' }],
    ])('cuts the way %s the controller, and leaves the peers alone', async (_, cut) => {
      await cluster.network.cut([cut])
      expect(await Promise.all(names.map(clientConnects))).toEqual([false, true, true])
      expect(await connects('n2', 'n1')).toBe(true)
      expect(await cluster.network.reaches('client', 'n1', answers)).toBe(false)
      expect(await cluster.network.reaches('client', 'n2', answers)).toBe(true)
      await cluster.network.cut([])
      expect(await clientConnects('n1')).toBe(true)
    })

    it('takes a refused connection for a network that works', async () => {
      await cluster.node('n3').kill()
      expect(await cluster.network.reaches('n1', 'n3', answers)).toBe(true)
      expect(await cluster.network.reaches('client', 'n3', answers)).toBe(false)
      await startPostgres(cluster.node('n3'))
      await postgresAnswers(cluster, 'n3')
    })

    it('leaves the rules of others alone', async () => {
      await inNamespace('iptables -w 5 -A INPUT -p tcp --dport 9 -j DROP')
      await cluster.network.cut(between('n1', 'n2'))
      await cluster.network.cut([])
      await inNamespace('iptables -w 5 -C INPUT -p tcp --dport 9 -j DROP && test "$(iptables -S | grep -c MURPHY)" = 3')
    })

    it('keeps cuts when the database, and even the machine, starts anew', async () => {
      await cluster.network.cut(between('n1', 'n2'))
      await cluster.node('n1').kill()
      await startPostgres(cluster.node('n1'))
      await postgresAnswers(cluster, 'n1')
      expect(await connects('n2', 'n1')).toBe(false)

      await (await containerOf(runId, 'n1')).kill()
      const { dataDir } = cluster.node('n1')
      await cluster.node('n1').start(['postgres', '-D', dataDir, '-c', 'listen_addresses=*'])
      await postgresAnswers(cluster, 'n1')
      expect(await Promise.all([connects('n2', 'n1'), connects('n3', 'n1')])).toEqual([false, true])
      await cluster.network.cut([])
      expect(await connects('n2', 'n1')).toBe(true)
    })
    it('refuses to cut off what is not there', async () => {
      await expect(cluster.network.cut([{ from: 'n9', to: 'n1' }])).rejects.toThrow('no node n9')
    })
  })
})
