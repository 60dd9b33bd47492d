import { afterEach, describe, expect, test } from 'vitest'
import type { Cluster, Node } from '../../../src/cluster/cluster.ts'
import { echoServer, eventually, ping, up } from './servers.ts'

let cluster: Cluster | undefined
afterEach(async () => {
  await cluster?.down()
  cluster = undefined
})

async function serving(helpers = 0): Promise<{ cluster: Cluster; node: Node }> {
  cluster = await up(['n1'])
  const node = cluster.node('n1')
  await node.start(echoServer(node.listen.port, 'n1', helpers))
  await eventually(() => ping(node.listen, 1000), 'an answer')
  return { cluster, node }
}

describe('a node', () => {
  test('starts a program, serves, is killed, starts again', async () => {
    const { cluster, node } = await serving()
    expect(await node.state()).toBe('running')
    await node.kill()
    expect(await node.state()).toBe('stopped')
    expect(await ping(cluster.address('n1', 'client'), 1000)).toBe(false)
    await node.start(echoServer(node.listen.port, 'n1'))
    await eventually(() => ping(cluster.address('n1', 'client'), 1000), 'an answer after the restart')
    expect((await node.logTail(10)).split('\n')).toEqual(['starting', 'ready', 'starting', 'ready'])
  })
})
