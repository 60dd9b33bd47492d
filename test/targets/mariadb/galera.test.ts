import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { classify } from '../../../src/targets/mariadb/errors.ts'
import { mariadb } from '../../../src/targets/mariadb/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { amountsContract, tableContract } from '../data-types.ts'
import { add, type Deployed, deployed, elements, eventually, roles, setUp } from '../deployed.ts'

let one: Deployed
beforeAll(async () => {
  if (!(await docker.probe()).works) return
  one = await deployed(mariadb, { setting: 'galera', backend: docker, options: { 'wsrep-sync-wait': '1', flush: '0' } })
  await setUp(one.system)
})
afterAll(() => one?.down())

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ kind: 'no error' }),
    (error: unknown) => classify(error),
  )

const kill = (...nodes: string[]) => Promise.all(nodes.map((node) => one.cluster.node(node).kill()))

const allServe = { n1: 'primary', n2: 'primary', n3: 'primary' }

describeWithEngine('data types of MariaDB', () => {
  amountsContract(() => one.system.connect('amounts', 'n1'))
  tableContract(() => one.system.connect('table', 'n2'))
})

describeWithEngine('a Galera cluster', () => {
  test('what is written to one node is read from another that waits for it', async () => {
    expect(await roles(one.system)).toEqual(allServe)
    await add(one.system, 1, 'n1')
    expect(await elements(one.system, 'n3')).toEqual([1])
  })

  test('writes of one row on two nodes conflict, for sure, and the session goes on', async () => {
    const a = await one.system.connect('amounts', 'n1')
    const b = await one.system.connect('amounts', 'n2')
    await a.setup()
    await a.fill([[0, 0]])
    const errors: { kind: string }[] = []
    for (let i = 0; i < 40 && errors.length === 0; i++) {
      const both = await Promise.all([a, b].map((session) => caught(session.add([[0, 1]], 'in-place'))))
      errors.push(...both.filter(({ kind }) => kind !== 'no error'))
    }
    expect(errors[0]).toMatchObject({ kind: 'deadlock', definite: true, fatal: false })
    expect(await caught(a.add([[0, 1]], 'in-place'))).toEqual({ kind: 'no error' })
    await a.close()
    await b.close()
  })

  test('a node that has lost its cluster refuses everything, and serves when it has it again', async () => {
    const session = await one.system.connect('set', 'n3')
    await kill('n1', 'n2')
    expect(await eventually(async () => (await roles(one.system)).n3 === 'unknown')).toBe(true)
    expect(await caught(session.add(2))).toMatchObject({ kind: 'not-in-cluster', definite: true, fatal: true })
    await session.close()
    await one.system.start('n1')
    await one.system.start('n2')
    expect(
      await eventually(async () => Object.values(await roles(one.system)).every((role) => role === 'primary')),
    ).toBe(true)
    expect(await elements(one.system, 'n2')).toEqual([1])
  })

  test('after a crash of all, only a node that has most begins the cluster anew', async () => {
    // n3 stays behind: what comes after its death it does not have.
    await kill('n3')
    await eventually(async () => (await roles(one.system)).n3 === 'down')
    for (const element of [3, 4, 5]) await add(one.system, element, 'n1')
    await sleep(1500) // flush=0 writes the log each second
    await kill('n1', 'n2')
    await one.system.start('n3')
    expect(one.system.keepsDown?.('n3')).toBe(true)
    expect(await one.cluster.node('n3').state()).toBe('stopped')
    await one.system.start('n1')
    await one.system.start('n2')
    expect(await roles(one.system)).toEqual(allServe)
    expect(await elements(one.system, 'n3')).toEqual([1, 3, 4, 5])
    expect(one.steps.map(({ f }) => f)).toEqual(expect.arrayContaining(['wait-for-advanced', 'bootstrap']))
  })

  test('a node that cannot start says why', async () => {
    await one.system.stop?.('n2')
    const { dataDir } = one.cluster.node('n2')
    await one.cluster.node('n2').exec(['sh', '-c', 'echo spoilt >"$1/data/ibdata1"', 'sh', dataDir])
    await expect(one.system.start('n2')).rejects.toThrow(/MariaDB on n2 ended while it started: .*\S/s)
  })
})
