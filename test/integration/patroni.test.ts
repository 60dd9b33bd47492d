import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { docker } from '../../src/cluster/docker/index.ts'
import type { Json } from '../../src/op/op.ts'
import type { ResultsFile } from '../../src/store/run.ts'
import { poll } from '../../src/targets/common/wait.ts'
import { patroni } from '../../src/targets/patroni/index.ts'
import { configOf } from '../../src/targets/patroni/node.ts'
import { machinesOf } from '../../src/targets/place.ts'
import type { System } from '../../src/targets/target.ts'
import { dockerAnswers, lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()
const here = await dockerAnswers()

describe.runIf(here)('Patroni', () => {
  it('asynchronous, its leader isolated: acknowledged writes are lost, all of the old leader', async () => {
    const scenario = ['--setting', 'async', '--dcs', 'etcd', '--schedule', 'isolated-primary', '--workload', 'set']
    const load = ['--rate', '200', '--time-limit', '24', '--store', store, '--json']
    const { code, stdout, stderr } = await murphy(['test', 'patroni', ...scenario, ...load])
    const { folder } = lastJson(stdout)
    const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as ResultsFile
    expect(results.verdict, `${stderr}\n${results.sentence}`).toBe('invalid')
    expect(code).toBe(1)
    const found = results.checkers['lost-writes']?.details as unknown as { lost: { node: string }[] } | undefined
    expect(new Set(found?.lost.map(({ node }) => node)).size).toBe(1)
    expect(results.checkers.faults?.verdict).toBe('valid')
  })

  describe('in synchronous mode', () => {
    let cluster: Cluster
    let system: System
    const steps: { f: string; value: Json }[] = []

    beforeAll(async () => {
      const place = patroni.backends.docker
      if (place === undefined) throw new Error('Patroni runs on docker')
      const runId = `test-patroni-${process.pid}`
      cluster = await docker.up({ runId, nodes: ['n1', 'n2', 'n3'], ...machinesOf(place, {}), log: () => {} })
      system = await patroni.deploy({
        cluster,
        setting: 'sync',
        options: {},
        seed: 1,
        log: () => {},
        record: (f, value) => void steps.push({ f, value }),
      })
    })

    afterAll(async () => {
      await system?.close()
      await cluster?.down()
    })

    it('says what runs there', () => {
      expect(system.version).toMatch(/^PostgreSQL 15\.\d+ under Patroni 3\.\d/)
    })

    it('switches over when it is asked, and is followed', async () => {
      const before = system.primary()
      const after = await system.switchover?.()
      expect(after).not.toBe(before)
      expect(system.primary()).toBe(after)
      expect(steps).toContainEqual({ f: 'primary-changed', value: { from: before, to: after } })
    })

    it('a killed node comes back and is part of the cluster again', async () => {
      const roles = async () => (await system.sample()).map(({ role }) => role).sort()
      const whole = () =>
        poll({ ms: 40_000, everyMs: 200 }, async () =>
          (await roles()).join() === 'primary,standby,standby' ? true : undefined,
        )
      expect(await whole()).toBe(true)
      const victim = system.primary()
      await cluster.node(victim).kill()
      expect(await cluster.node(victim).state()).toBe('stopped')
      await system.start(victim)
      expect(await whole()).toBe(true)
    })

    it('one that cannot start says why, with the end of its log', async () => {
      const [name = ''] = cluster.nodes.map((node) => node.name).filter((each) => each !== system.primary())
      const node = cluster.node(name)
      await node.kill()
      await node.writeFile(configOf(node), 'nonsense')
      await expect(system.start(name)).rejects.toMatchObject({
        kind: 'broken',
        message: expect.stringMatching(/^Patroni on n\d ended while it started: .*patroni ended \(\d+\) as soon as/s),
      })
      expect(await node.state()).toBe('stopped')
    })
  })
})
