import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import { inTurn, TURN_MS } from '../turns.ts'
import { BUILD_MS, describeWithEngine, leftovers, PORT, runIdOf, spec } from './engine.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

/** Another process that brings a run up, as a controller does, and then waits. Resolves when it is up. */
async function otherController(runId: string) {
  const source = `
    import { docker } from './src/cluster/docker/index.ts'
    await docker.up(${JSON.stringify({ runId, nodes: ['n1', 'n2'], port: PORT, image: 'postgres' })} as never)
    console.log('up')
    setInterval(() => {}, 1000)`
  const bundle = await build({
    stdin: { contents: source.replace('} as never', ', log() {} }'), resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
  })
  const child = spawn(process.execPath, ['--input-type=module', '-'], { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(bundle.outputFiles[0]?.text)
  await once(child.stdout, 'data')
  return child
}

describeWithEngine('what crashed runs leave on docker', () => {
  const own = runIdOf('clean-own')
  let cluster: Cluster

  beforeAll(async () => {
    cluster = await docker.up(spec(own, ['n1']))
  }, BUILD_MS)
  afterAll(() => cluster.down())

  it(
    'is removed once its controller is dead, and not before; runs of the living stay',
    () =>
      inTurn(async () => {
        const crashed = runIdOf('clean-crashed')
        const controller = await otherController(crashed)
        expect((await leftovers(crashed)).length).toBe(3)
        const early = await docker.clean({})
        expect(early.filter(({ runId }) => runId === crashed || runId === own)).toEqual([])

        controller.kill('SIGKILL')
        await once(controller, 'close')
        const cleaned = (await docker.clean({})).filter(({ runId }) => runId === crashed)
        expect(cleaned.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
          `container murphy-${crashed}-n1`,
          `container murphy-${crashed}-n2`,
          `network murphy-${crashed}`,
        ])
        expect(await leftovers(crashed)).toEqual([])
        expect((await leftovers(own)).length).toBe(2)
      }),
    TURN_MS,
  )

  it('is removed when the run is named, even if frozen and cut off', async () => {
    const named = runIdOf('clean-named')
    const doomed = await docker.up(spec(named, ['n1', 'n2']))
    await doomed.network.cut([{ from: 'n1', to: 'n2' }])
    await doomed.node('n1').pause()
    expect((await docker.clean({ runId: named })).length).toBe(3)
    expect(await leftovers(named)).toEqual([])
  })

  it('is nothing when bringing a run up fails half-way', async () => {
    const broken = runIdOf('clean-broken')
    await expect(docker.up(spec(broken, ['n1', 'n2', 'n1']))).rejects.toThrow(`could not bring up run ${broken}`)
    expect(await leftovers(broken)).toEqual([])
  })
})
