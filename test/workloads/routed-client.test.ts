import { describe, expect, it } from 'vitest'
import { registerWork } from '../../workloads/register-work.ts'
import { readsFromPrimary, routedClient } from '../../workloads/routed-client.ts'
import type { Place } from '../../workloads/workload.ts'
import { Classified, FakeSystem } from './fake-system.ts'

const read = { f: 'read', key: 7, value: null, process: 0, time: 0 } as const
const write = { f: 'write', key: 7, value: 2, process: 0, time: 0 } as const

function make(reads: Place = 'primary', writes: Place = 'primary') {
  const system = new FakeSystem()
  return { system, root: routedClient({ system, reads, writes, backOffMs: 0 }, registerWork) }
}

describe('where ops go', () => {
  it('sends writes to the primary and reads to the own node, one session each', async () => {
    const { system, root } = make('any-node')
    const client = await root.open('n2')
    expect(system.log).toEqual([])
    expect(await client.invoke(write)).toEqual({ type: 'ok', node: 'n1' })
    expect(await client.invoke(read)).toEqual({ type: 'ok', value: 3, node: 'n2' })
    await client.invoke(write)
    await client.invoke(read)
    expect(system.log).toEqual([
      'n1#1 open',
      'n1#1 write 7 2',
      'n2#1 open',
      'n2#1 read 7',
      'n1#1 write 7 2',
      'n2#1 read 7',
    ])
  })

  it('sends reads to the primary when told so', async () => {
    const { root } = make('primary')
    expect(await (await root.open('n2')).invoke(read)).toMatchObject({ type: 'ok', node: 'n1' })
  })

  it('sends writes to the own node where every node takes them', async () => {
    const { root } = make('primary', 'any-node')
    const client = await root.open('n2')
    expect(await client.invoke(write)).toMatchObject({ type: 'ok', node: 'n2' })
    expect(await client.invoke(read)).toMatchObject({ node: 'n1' })
  })

  it('sends the reads of every copy to the primary after readsFromPrimary', async () => {
    const { root } = make('any-node')
    const [one, other] = [await root.open('n2'), await root.open('n3')]
    expect(await other.invoke(read)).toMatchObject({ node: 'n3' })
    expect(await one.invoke({ ...readsFromPrimary, value: null, process: 0, time: 0 })).toEqual({ type: 'ok' })
    expect(await other.invoke(read)).toMatchObject({ type: 'ok', node: 'n1' })
    expect(await (await root.open('n2')).invoke(read)).toMatchObject({ type: 'ok', node: 'n1' })
  })

  it('follows the primary and leaves the old one', async () => {
    const { system, root } = make('any-node')
    const client = await root.open('n2')
    await client.invoke(write)
    system.leader = 'n3'
    expect(await client.invoke(write)).toMatchObject({ node: 'n3' })
    await settled()
    expect([...system.log].sort()).toEqual(
      ['n1#1 open', 'n1#1 write 7 2', 'n1#1 close', 'n3#1 open', 'n3#1 write 7 2'].sort(),
    )
  })
})

describe('errors', () => {
  const cases = [
    { definite: true, fatal: false, write: 'fail', again: false },
    { definite: true, fatal: true, write: 'fail', again: true },
    { definite: false, fatal: false, write: 'info', again: true },
    { definite: false, fatal: true, write: 'info', again: true },
  ] as const
  for (const { again, ...proof } of cases)
    it(`definite ${proof.definite}, fatal ${proof.fatal}: a write is ${proof.write}, a read fails, ${again ? 'a fresh session' : 'the session stays'}`, async () => {
      const { system, root } = make()
      const client = await root.open('n1')
      system.trouble = () => {
        throw new Classified('no luck', proof)
      }
      const error = { kind: 'fake', message: 'no luck' }
      expect(await client.invoke(write)).toEqual({ type: proof.write, error, node: 'n1' })
      expect(await client.invoke(read)).toEqual({ type: 'fail', error, node: 'n1' })
      await settled()
      expect(system.log.filter((line) => line.endsWith('open')).length).toBe(again ? 2 : 1)
      expect(system.log.filter((line) => line.endsWith('close')).length).toBe(again ? 2 : 0)
    })

  it('fails an op whose session cannot be opened, and tries again with the next', async () => {
    const { system, root } = make()
    const client = await root.open('n1')
    system.refuse = () => {
      throw new Error('connection refused')
    }
    expect(await client.invoke(write)).toEqual({
      type: 'fail',
      error: { kind: 'no-client', message: 'no session with n1: connection refused' },
      node: 'n1',
    })
    system.refuse = () => {}
    expect(await client.invoke(write)).toMatchObject({ type: 'ok' })
  })

  it('does not wait for a slow node, but takes the session when it is there', async () => {
    const { system, root } = make()
    const client = await root.open('n1')
    let answer = () => {}
    let asked = 0
    system.refuse = () =>
      new Promise((resolve) => {
        asked++
        answer = resolve
      })
    for (let i = 0; i < 2; i++)
      expect(await client.invoke(write)).toMatchObject({ type: 'fail', error: { kind: 'no-client' } })
    answer()
    expect(await client.invoke(write)).toEqual({ type: 'ok', node: 'n1' })
    expect(asked).toBe(1)
  })

  it('closes a session that comes when the client is gone', async () => {
    const { system, root } = make()
    const client = await root.open('n1')
    let answer = () => {}
    system.refuse = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    const completion = client.invoke(write)
    await client.close()
    answer()
    expect((await completion).node).toBe('n1')
    await settled()
    expect(system.log).toContain('n1#1 close')
    expect(await client.invoke(write)).toMatchObject({ type: 'fail' })
  })
})

describe('life', () => {
  it('sets up once on the primary, however many nodes ask, and again after a failure', async () => {
    const { system, root } = make()
    system.trouble = () => {
      throw new Error('not yet')
    }
    await expect((await root.open('n1')).setup()).rejects.toThrow('not yet')
    system.trouble = () => {}
    await Promise.all(['n1', 'n2', 'n3'].map(async (node) => (await root.open(node)).setup()))
    expect(system.log.filter((line) => line.endsWith('setup'))).toEqual(['n1#1 setup', 'n1#2 setup'])
  })

  it('closes every session', async () => {
    const { system, root } = make('any-node')
    const client = await root.open('n2')
    await client.invoke(write)
    await client.invoke(read)
    await client.close()
    await settled()
    expect(system.log.slice(-2)).toEqual(['n1#1 close', 'n2#1 close'])
  })
})

/** Sessions are closed without being waited for. */
const settled = () => new Promise(setImmediate)
