import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { controlGroups } from '../../../src/cluster/process/control-group.ts'
import { processes } from '../../../src/cluster/process/index.ts'
import { inTurn, TURN_MS } from '../turns.ts'
import { eventually, newRunId } from './servers.ts'

/** A controller of its own: makes a cluster, starts servers with helpers in their own sessions, tells, and waits. */
const groups = controlGroups()
const CONTROLLER = `
  const NEEDS = ${'lacks' in groups ? '[]' : "['cpu-limit']"}
  import { processes } from './src/cluster/process/index.ts'
  const cluster = await processes.up({ runId: process.argv[2], nodes: ['n1', 'n2'], port: 1, needs: NEEDS, log: () => {} })
  const helper = 'setsid sh -c "sleep 600; : ' + process.argv[2] + '" & '
  const shell = helper + helper + 'wait'
  for (const node of cluster.nodes) await node.start(['sh', '-c', shell])
  if (process.argv[3] === 'paused') await cluster.node('n1').pause()
  console.log('up')
  setInterval(() => {}, 1000)
`

let program: string
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'test-of-clean-'))
  program = join(folder, 'controller.mjs')
  const resolveDir = join(import.meta.dirname, '../../..')
  await build({
    stdin: { contents: CONTROLLER, resolveDir, loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // What it takes from packages may be of the older kind of module.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)` },
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

let controller: ChildProcess | undefined
let runId: string
afterEach(async () => {
  controller?.kill('SIGKILL')
  controller = undefined
  await processes.clean({ runId })
})

async function startController(mode = ''): Promise<ChildProcess> {
  runId = newRunId()
  const child = spawn(process.execPath, [program, runId, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  controller = child
  let out = ''
  child.stdout.on('data', (text) => {
    out += text
  })
  await eventually(() => out.includes('up'), 'the controller being up')
  return child
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await eventually(() => child.signalCode === 'SIGKILL', 'the death of the controller')
}

function runFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`murphy-${runId}-`))
}

/** What `ps` shows of the run's shells: on each of two nodes one and its two helpers. Dead ones do not count. */
function shells(): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n')
  const ours = lines.filter((line) => line.includes(`: ${runId}`) && !/^ *\d+ +Z/.test(line))
  return ours.map((line) => Number.parseInt(line, 10))
}

describe('clean', () => {
  test.each(['', 'paused'])(
    'removes what a controller killed with SIGKILL left behind %s',
    (mode) =>
      inTurn(async () => {
        const child = await startController(mode)
        await eventually(() => shells().length === 6, 'all shells')
        await killed(child)
        expect(shells()).toHaveLength(6)
        expect(runFolders()).toHaveLength(1)
        const cleaned = await processes.clean({})
        const ours = cleaned.filter((thing) => thing.runId === runId)
        expect(ours.filter(({ kind }) => kind === 'folder')).toHaveLength(1)
        expect(ours.filter(({ kind }) => kind === 'process').length).toBeGreaterThanOrEqual(6)
        // Two nodes, in each folder where groups are.
        const folders = 'lacks' in groups ? 0 : groups.folders.length
        expect(ours.filter(({ kind }) => kind === 'control group')).toHaveLength(2 * folders)
        expect(shells()).toEqual([])
        expect(runFolders()).toEqual([])
        expect((await processes.clean({})).filter((thing) => thing.runId === runId)).toEqual([])
      }),
    TURN_MS,
  )

  test('does not touch a live run, unless it is named', async () => {
    await startController()
    await eventually(() => shells().length === 6, 'all shells')
    const cleaned = await processes.clean({})
    expect(cleaned.filter((thing) => thing.runId === runId)).toEqual([])
    expect(shells()).toHaveLength(6)
    await processes.clean({ runId: 'another' })
    expect(shells()).toHaveLength(6)
    await processes.clean({ runId })
    expect(shells()).toEqual([])
    expect(runFolders()).toEqual([])
    expect(controller?.exitCode).toBe(null)
  })

  test(
    'knows a dead controller whose pid another process has by now',
    () =>
      inTurn(async () => {
        runId = newRunId()
        const left = makeFolder(`{"runId":"${runId}","controller":{"pid":${process.pid},"start":"1"},"ports":[]}`)
        await processes.clean({})
        expect(existsSync(left)).toBe(false)
      }),
    TURN_MS,
  )

  test(
    'removes a folder whose controller died before it could write its name, but not a young one',
    () =>
      inTurn(async () => {
        runId = process.pid.toString(16).padStart(8, '0')
        const [young, old] = [makeFolder(undefined, 'young1'), makeFolder('{"runId":', 'oldold')]
        runId = newRunId()
        const store = makeFolder(undefined, 'stored')
        for (const path of [old, store]) utimesSync(path, new Date(0), new Date(0))
        await processes.clean({})
        // Only ids of runs are hexadecimal: what else is called so is somebody's store.
        expect([young, old, store].map((path) => existsSync(path))).toEqual([true, false, true])
        for (const path of [young, store]) rmSync(path, { recursive: true })
      }),
    TURN_MS,
  )

  test.runIf(process.getuid?.() === 0)('leaves other people’s folders alone', async () => {
    runId = newRunId()
    const foreign = makeFolder(`{"runId":"${runId}","controller":{"pid":1,"start":"1"},"ports":[]}`)
    chownSync(foreign, 12345, 12345)
    await processes.clean({})
    expect(existsSync(foreign)).toBe(true)
    rmSync(foreign, { recursive: true })
  })
})

function makeFolder(runFile: string | undefined, suffix = 'aaaaaa'): string {
  const path = join(tmpdir(), `murphy-${runId}-${suffix}`)
  mkdirSync(path)
  if (runFile !== undefined) writeFileSync(join(path, 'run.json'), runFile)
  return path
}
