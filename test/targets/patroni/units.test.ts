import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Cluster, Node } from '../../../src/cluster/cluster.ts'
import { Leading } from '../../../src/targets/common/leading.ts'
import { etcdArguments, patroniYml } from '../../../src/targets/patroni/config.ts'
import { lookOnce } from '../../../src/targets/patroni/discovery.ts'
import { patroni } from '../../../src/targets/patroni/index.ts'
import { silent } from '../../../src/targets/patroni/node.ts'
import { settings } from '../../../src/targets/patroni/settings.ts'
import { isSafe, timingOf } from '../../../src/targets/patroni/timing.ts'

const names = ['n1', 'n2', 'n3']
const node = (name: string) =>
  ({
    name,
    dataDir: '/data',
    listen: { host: '0.0.0.0', port: 5432 },
    logTail: async () => `the end of ${name}`,
  }) as unknown as Node

const clusterOf = (services: Record<string, number> = {}) =>
  ({
    backend: 'docker',
    nodes: names.map(node),
    address: (to: string) => ({ host: `198.18.0.${to.slice(1)}`, port: 5432 }),
    service: (name: string) => ({ host: '127.0.0.1', port: services[name] ?? 1 }),
  }) as unknown as Cluster

describe('how soon Patroni acts', () => {
  it('is tight, as it is by itself, or what is said', () => {
    expect(timingOf({})).toEqual({ ttl: 8, loop_wait: 1, retry_timeout: 3 })
    expect(timingOf({ timing: 'default' })).toEqual({ ttl: 30, loop_wait: 10, retry_timeout: 10 })
    expect(timingOf({ timing: 'default', ttl: 60, 'loop-wait': 0 })).toEqual({
      ttl: 60,
      loop_wait: 10,
      retry_timeout: 10,
    })
  })

  it('is safe where a leader gives up before its key runs out', () => {
    expect(isSafe(timingOf({}))).toBe(true)
    expect(isSafe(timingOf({ timing: 'default' }))).toBe(true)
    expect(isSafe(timingOf({ ttl: 6 }))).toBe(false)
  })
})

describe('the configuration of a node', () => {
  const timing = timingOf({})
  const yml = (setting: string, dcs: 'etcd' | 'etcd3') => {
    const found = settings.find(({ name }) => name === setting)
    if (found === undefined) throw new Error(`no setting ${setting}`)
    return JSON.parse(patroniYml(clusterOf(), node('n2'), { setting: found, timing, dcs }))
  }

  it('says what the setting and the options ask for', () => {
    const strict = yml('strict', 'etcd')
    expect(strict.bootstrap.dcs).toMatchObject({
      ttl: 8,
      loop_wait: 1,
      retry_timeout: 3,
      synchronous_mode: true,
      synchronous_mode_strict: true,
    })
    expect(strict.etcd.hosts).toEqual(['198.18.0.1:2379', '198.18.0.2:2379', '198.18.0.3:2379'])
    expect(strict.etcd3).toBeUndefined()
    expect(yml('async', 'etcd3')).toMatchObject({
      name: 'n2',
      etcd3: { hosts: expect.any(Array) },
      bootstrap: { dcs: { synchronous_mode: false } },
      postgresql: { connect_address: '198.18.0.2:5432' },
    })
  })

  it('names every member of etcd to every other', () => {
    expect(etcdArguments(clusterOf(), node('n2'))).toEqual(
      expect.arrayContaining([
        '--name=n2',
        '--advertise-client-urls=http://198.18.0.2:2379',
        '--initial-cluster=n1=http://198.18.0.1:2380,n2=http://198.18.0.2:2380,n3=http://198.18.0.3:2380',
      ]),
    )
  })
})

describe('who leads', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** The REST API of a node, which answers `GET /primary` with what `status` says at the moment. */
  async function rest(status: () => number): Promise<number> {
    const server = createServer(({ url }, response) => {
      response.statusCode = url === '/primary' ? status() : 404
      response.end('{}')
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  it('is what the nodes say; of two the one that did, and where nobody says so, too', async () => {
    const says: Record<string, number> = { n1: 503, n2: 200, n3: 503 }
    const ports: Record<string, number> = {}
    for (const name of names) ports[name] = await rest(() => says[name] ?? 503)
    const changes: unknown[] = []
    const leading = new Leading((f, value) => void changes.push([f, value]))
    const look = () => lookOnce(clusterOf(ports), leading)

    await look()
    expect(leading.node).toBe('n2')
    says.n1 = 200 // an isolated leader and a new one
    await look()
    expect(leading.node).toBe('n2')
    says.n1 = says.n2 = 503
    await look()
    expect(leading.node).toBe('n2')
    says.n3 = 200
    await look()
    expect(leading.node).toBe('n3')
    expect(changes).toEqual([['primary-changed', { from: 'n2', to: 'n3' }]])
  })

  it('is not changed by nodes that do not answer', async () => {
    const leading = new Leading(() => {})
    await lookOnce(clusterOf({ n1: await rest(() => 200) }), leading)
    expect(leading.node).toBe('n1')
  })
})

it('a node that does not come up is told with the end of its log', async () => {
  const error = await silent([node('n3')], 35_000)
  expect(error.kind).toBe('broken')
  expect(error.message).toMatch(/n3 35 s after .* the end of n3/s)
})

it('Murphy decides nothing: no failover, no membership', () => {
  expect(patroni.capabilities).not.toContain('failover')
  expect(patroni.capabilities).not.toContain('membership')
})
