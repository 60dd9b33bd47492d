import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { dockerAnswers, murphy } from './murphy.ts'

const families = [
  'partition',
  'link-down',
  'delay',
  'loss',
  'corrupt',
  'duplicate',
  'reorder',
  'bandwidth',
  'reset',
  'drop-requests',
  'drop-answers',
  'delay-answers',
]
/** What a link proxy cannot do. */
const ofPackets = ['loss', 'corrupt', 'duplicate', 'reorder']

const docker = await dockerAnswers()
const root = resolve(import.meta.dirname, '../..')

/** A controller that strikes machines without a database, says what it did, and waits to be killed. */
const controller = (backend: string, runId: string, family: string) => `
  import { faults } from './nemesis/registry.ts'
  import { Random } from './src/op/random.ts'
  import { backends } from './src/cluster/registry.ts'
  const fault = faults.find(({ name }) => name === '${family}')
  const backend = backends.find(({ name }) => name === '${backend}')
  const spec = { runId: '${runId}', nodes: ['n1', 'n2'], port: 5432, image: 'postgres', needs: fault.needs, log() {} }
  const cluster = await backend.up(spec)
  const system = { primary: () => 'n1', ping: async () => false }
  const op = { f: fault.start(new Random(1)).f, value: ['n1'], process: 'nemesis', time: 0 }
  const { value } = await fault.nemesis({ cluster, system, down: new Map() }).invoke(op)
  process.stdout.write(JSON.stringify(value.applied.nodes))
  setInterval(() => {}, 1000)
`

/** Resolves with what was struck, once it is. */
async function strike(backend: string, runId: string, family: string) {
  const stdin = { contents: controller(backend, runId, family), resolveDir: root, loader: 'ts' } as const
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', write: false } as const
  const { outputFiles } = await build({ stdin, ...options })
  const child = spawn(process.execPath, ['--input-type=module', '-'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(outputFiles[0]?.text)
  const said = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => undefined)])
  if (said === undefined) throw new Error(`the controller of ${family} ended`)
  return { child, nodes: JSON.parse(String(said[0])) as string[] }
}

const say = (program: string, ...args: string[]) => {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    })
  } catch {
    return '' // not on this machine, or not allowed to this user
  }
}
const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

/** The names under which a run is known on this machine: its own, its containers', its bridge's. */
function namesOf(runId: string): string[] {
  const label = `label=murphy.run=${runId}`
  const containers = linesOf(say('docker', 'ps', '-aq', '--no-trunc', '--filter', label))
  const networks = linesOf(say('docker', 'network', 'ls', '-q', '--filter', label))
  return [runId, ...containers, ...networks.map((id) => `br-${id}`)]
}

/** Everything on this machine that carries one of these names, looked for without Murphy. */
function thingsOf(names: readonly string[]): string[] {
  const things = [
    ...readdirSync(tmpdir()),
    ...linesOf(say('docker', 'ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.Names}} {{.Labels}}')),
    ...linesOf(say('docker', 'network', 'ls', '--format', '{{.Name}}')),
    ...linesOf(say('ip', '-o', 'link')),
    ...linesOf(say('iptables-save')),
    ...linesOf(say('tc', 'qdisc')),
    ...readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .map(processOf),
  ]
  return things.filter((thing) => names.some((name) => thing.includes(name)))
}

function processOf(pid: string): string {
  const read = (file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return ''
    }
  }
  return `process ${pid} ${read('cmdline')} ${read('cgroup')}`
}

interface Struck {
  readonly nodes: readonly string[]
  /** What there was of the run while its controller lived, and what is left of it. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

for (const backend of ['process', 'docker'] as const)
  describe.runIf(existsSync('/proc/self') && (backend === 'process' || docker))(
    `a controller that is killed in the middle of a fault on the backend ${backend}`,
    () => {
      const here = families.filter((family) => backend === 'docker' || !ofPackets.includes(family))
      const struck = new Map<string, Struck>()

      /** Four at a time are struck and killed; one `murphy clean` has to find all of them. */
      beforeAll(async () => {
        const killed: { family: string; nodes: string[]; names: string[]; before: string[] }[] = []
        const kill = async (family: string) => {
          const runId = `killed-${process.pid}-${backend}-${family}`
          const { child, nodes } = await strike(backend, runId, family)
          const names = namesOf(runId)
          const before = thingsOf(names)
          child.kill('SIGKILL')
          await once(child, 'close')
          killed.push({ family, nodes, names, before })
        }
        for (let i = 0; i < here.length; i += 4) await Promise.all(here.slice(i, i + 4).map(kill))
        const { code, stderr } = await murphy(['clean'])
        expect(code, stderr).toBe(0)
        for (const { family, names, ...rest } of killed) struck.set(family, { ...rest, after: thingsOf(names) })
      }, 300_000)

      it.each(here)('%s: clean leaves the machine as it was', (family) => {
        expect(struck.get(family)?.nodes).toContain('n1')
        expect(struck.get(family)?.before).not.toEqual([])
        expect(struck.get(family)?.after).toEqual([])
      })
    },
  )
