import { describe, expect, test } from 'vitest'
import { inProcess } from '../../../src/cluster/in-process.ts'
import { backends } from '../../../src/cluster/registry.ts'

test('every backend is registered under a name of its own', () => {
  expect(backends.map(({ name }) => name)).toEqual(['process', 'docker', 'in-process'])
})

describe('in-process', () => {
  test('has names and nothing else', async () => {
    const backend = inProcess
    expect(backend.capabilities).toEqual([])
    expect((await backend.probe()).works).toBe(true)
    const cluster = await backend.up({ runId: 'x', nodes: ['n1', 'n2'], port: 1, log: () => {} })
    expect(cluster.nodes.map(({ name }) => name)).toEqual(['n1', 'n2'])
    await expect(cluster.node('n1').kill()).rejects.toThrow('n1 was to be acted on')
    await expect(cluster.network.cut([{ from: 'n1', to: 'n2' }])).rejects.toThrow('The network was to be acted on')
    await cluster.network.cut([])
    await cluster.down()
    expect(await backend.clean({})).toEqual([])
  })
})
