import { beforeEach, describe, expect, it } from 'vitest'
import type { Backend, BackendProbe, Cluster } from '../../src/cluster/cluster.ts'
import { MurphyError } from '../../src/op/failure.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import { setUp } from '../../src/scenario/set-up.ts'
import { targets } from '../../src/targets/registry.ts'
import type { System, Target } from '../../src/targets/target.ts'

let calls: string[]
beforeEach(() => {
  calls = []
})

interface Fake {
  readonly probe?: BackendProbe
  /** How often bringing up machines, or the database, fails before it works. */
  readonly upFails?: number
  readonly deployFails?: number
  readonly logsFail?: boolean
  /** With what the database does not come up, and what the nodes' logs end with. */
  readonly failure?: Error
  readonly logs?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Called when something fails. */
  readonly onFailure?: () => void
}

function attempt(fake: Fake) {
  let ups = 0
  let deploys = 0
  const fail = (what: string): never => {
    fake.onFailure?.()
    throw fake.failure ?? new Error(`${what} failed`)
  }
  const cluster = {
    nodes: Object.entries(fake.logs ?? {}).map(([name, end]) => ({
      name,
      async logTail() {
        if (calls.at(-1) === 'down') throw new Error('its machine is gone')
        return end
      },
    })),
    collectLogs: async (folder: string) => {
      calls.push(`logs to ${folder}`)
      if (fake.logsFail === true) throw new Error('no logs')
    },
    down: async () => {
      calls.push('down')
    },
  } as unknown as Cluster
  const backend = {
    name: 'process',
    capabilities: [],
    probe: async () => fake.probe ?? { works: true, detail: 'fine' },
    up: async ({ nodes, port }: { nodes: readonly string[]; port: number }) => {
      calls.push(`up ${nodes.join(' ')} :${port}`)
      return ups++ < (fake.upFails ?? 0) ? fail('up') : cluster
    },
  } as unknown as Backend
  const postgres = targets.find(({ name }) => name === 'postgres') as Target
  const target: Target = {
    ...postgres,
    deploy: async ({ setting, seed }) => {
      calls.push(`deploy ${setting} ${seed}`)
      return deploys++ < (fake.deployFails ?? 0) ? fail('deploy') : ({ version: 'x' } as System)
    },
  }
  return setUp({
    scenario: resolve({ target: 'postgres', setting: 'sync', nodes: 2, seed: 7 }),
    runId: 'abc',
    target,
    backend,
    log: () => {},
    record: () => {},
    logFolder: '/logs',
    signal: fake.signal ?? new AbortController().signal,
  })
}

describe('set-up', () => {
  it('brings up machines, then the database', async () => {
    expect((await attempt({})).system.version).toBe('x')
    expect(calls).toEqual(['up n1 n2 :5432', 'deploy sync 7'])
  })

  it('takes down whole what failed, and begins again', async () => {
    await attempt({ deployFails: 2 })
    const failed = ['up n1 n2 :5432', 'deploy sync 7', 'logs to /logs', 'down']
    expect(calls).toEqual([...failed, ...failed, 'up n1 n2 :5432', 'deploy sync 7'])
  })

  it('gives up after three attempts, with the last failure, and leaves nothing up', async () => {
    await expect(attempt({ deployFails: 9 })).rejects.toThrow('deploy failed')
    expect(calls.filter((call) => call.startsWith('up'))).toHaveLength(3)
    expect(calls.filter((call) => call === 'down')).toHaveLength(3)
  })

  it('tries machines again, too', async () => {
    await attempt({ upFails: 1 })
    expect(calls).toEqual(['up n1 n2 :5432', 'up n1 n2 :5432', 'deploy sync 7'])
  })

  it('takes down even where logs cannot be had', async () => {
    await expect(attempt({ deployFails: 9, logsFail: true })).rejects.toThrow('deploy failed')
    expect(calls.at(-1)).toBe('down')
  })

  it('does not begin again once it was interrupted', async () => {
    const controller = new AbortController()
    const tried = attempt({ deployFails: 9, signal: controller.signal, onFailure: () => controller.abort() })
    await expect(tried).rejects.toThrow('deploy failed')
    expect(calls.filter((call) => call.startsWith('up'))).toHaveLength(1)
  })

  describe('of a node that does not come up', () => {
    const logs = { n1: 'n1 is fine', n2: 'reading\nno space left', n3: '' }
    const failing = (message: string, of: Partial<Fake> = {}) =>
      attempt({ deployFails: 9, failure: new MurphyError('broken', message, { hint: 'Try.' }), logs, ...of }).catch(
        (error: unknown) => error,
      )

    it('tells the end of its log, as broken', async () => {
      expect(await failing('n2 is not ready after 30 s.')).toMatchObject({
        kind: 'broken',
        message: 'n2 is not ready after 30 s.\nThe end of the log of n2:\nreading\nno space left',
        hint: 'Try.',
      })
    })

    it('tells that of every node where none is named', async () => {
      expect(await failing('Nobody leads.')).toMatchObject({
        message:
          'Nobody leads.\nThe end of the log of n1:\nn1 is fine\nThe end of the log of n2:\nreading\nno space left',
      })
      expect(await failing('', { failure: new TypeError('no n2') })).toMatchObject({
        kind: 'broken',
        message: 'no n2\nThe end of the log of n2:\nreading\nno space left',
      })
    })

    it('leaves what tells it already, and a user’s mistake', async () => {
      expect(await failing('n2 ended: no space left')).toMatchObject({ message: 'n2 ended: no space left' })
      const mistake = new MurphyError('usage', 'n2 takes no such isolation.')
      expect(await failing('', { failure: mistake })).toBe(mistake)
    })
  })

  it('starts nothing on a backend that does not work, and passes its hint on', async () => {
    const probe = { works: false, detail: 'No engine answers.', hint: 'Start one.' }
    const error = await attempt({ probe }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(MurphyError)
    expect(error).toMatchObject({
      kind: 'broken',
      message: 'The backend "process" does not work here: No engine answers.',
      hint: 'Start one.',
    })
    expect(calls).toEqual([])
  })
})
