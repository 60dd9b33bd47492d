import { describe, expect, test } from 'vitest'
import { inProcess } from '../../../src/cluster/in-process/index.ts'
import { backends } from '../../../src/cluster/registry.ts'

test('every backend is registered under a name of its own', () => {
  expect(backends.map(({ name }) => name)).toEqual(['process', 'docker', 'in-process', 'existing'])
})

describe('in-process', () => {
  test('has nodes that can be struck, and no machines', async () => {
    const backend = inProcess
    expect((await backend.probe()).works).toBe(true)
    const cluster = await backend.up({ runId: 'x', nodes: ['n1', 'n2'], port: 1, log: () => {} })
    expect(cluster.nodes.map(({ name }) => name)).toEqual(['n1', 'n2'])
    const node = cluster.node('n1')
    await node.pause()
    expect(await node.state()).toBe('paused')
    await node.kill()
    await node.resume()
    expect(await node.state()).toBe('stopped')
    await node.start([])
    expect(await node.state()).toBe('running')
    await expect(node.exec(['true'])).rejects.toThrow('n1 has no machine')
    const reaches = (from: string, to: string) => cluster.network.reaches(from, to, async () => true)
    await cluster.network.cut([{ from: 'n1', to: 'n2' }], 'partition')
    expect(await reaches('n1', 'n2')).toBe(false)
    expect(await reaches('client', 'n2')).toBe(true)
    await cluster.network.cut([], 'another')
    expect(cluster.network.cuts()).toHaveLength(1)
    await cluster.network.cut([], 'partition')
    expect(await reaches('n1', 'n2')).toBe(true)
    await cluster.down()
    expect(await backend.clean({})).toEqual([])
  })
})
