import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { inTurn, TURN_MS } from '../cluster/turns.ts'
import { cli, dockerAnswers, lastJson, murphy, temporaryStore } from './murphy.ts'

const docker = await dockerAnswers()

/** Starts a run and resolves once ops are being recorded and a fault is in force. */
async function startRun(backend: string, store: string) {
  const args = [
    'test',
    'postgres',
    '--setting',
    'async',
    '--workload',
    'set',
    '--faults',
    'partition,pause',
    '--interval',
    '1',
    '--backend',
    backend,
    '--time-limit',
    '60',
    '--seed',
    '5',
    '--store',
    store,
    '--json',
  ]
  const child = execa(process.execPath, [cli, ...args], { reject: false })
  const history = join(store, 'latest', 'history.jsonl')
  for (let tries = 0; tries < 600; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const text = existsSync(history) ? readFileSync(history, 'utf8') : ''
    if (text.includes('"phase":"start"') && text.split('\n').length > 200) return { child, runId: runIdOf(store) }
    if (child.exitCode !== null) throw new Error(`the run ended early: ${(await child).stderr}`)
  }
  throw new Error('the run did not begin')
}

const runIdOf = (store: string) =>
  (JSON.parse(readFileSync(join(store, 'latest', 'test.json'), 'utf8')) as { runId: string }).runId

/** Everything on this machine that carries the run's id, looked for without Murphy. */
function leftovers(runId: string): string[] {
  const folders = readdirSync(tmpdir()).filter((name) => name.includes(runId))
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`).includes(runId) ||
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(runId)
        )
      } catch {
        return false
      }
    })
  const things = docker
    ? [
        execFileSync('docker', ['ps', '-aq', '--filter', `label=murphy.run=${runId}`], { encoding: 'utf8' }),
        execFileSync('docker', ['network', 'ls', '-q', '--filter', `label=murphy.run=${runId}`], { encoding: 'utf8' }),
      ]
    : []
  return [...folders, ...processes, ...things.map((text) => text.trim()).filter((text) => text !== '')]
}

for (const backend of ['process', 'docker'] as const)
  describe.runIf(process.platform === 'linux' && (backend === 'process' || docker))(
    `a controller that ends early on the backend ${backend}`,
    () => {
      it(
        'SIGKILL: the history can be judged, and clean leaves nothing',
        () =>
          inTurn(async () => {
            const store = temporaryStore()
            const { child, runId } = await startRun(backend, store)
            expect(leftovers(runId)).not.toEqual([])
            child.kill('SIGKILL')
            await child
            const analyzed = await murphy(['analyze', 'latest', '--store', store, '--json'])
            expect(['unknown', 'invalid'], analyzed.stderr).toContain(lastJson(analyzed.stdout).verdict)
            const cleaned = await murphy(['clean', '--json'])
            // Tests of existing clusters leave things behind on purpose, perhaps just now.
            if (!cleaned.stdout.includes('"existing"')) expect(cleaned.code, cleaned.stderr).toBe(0)
            expect(leftovers(runId)).toEqual([])
          }),
        TURN_MS,
      )

      it('Ctrl-C: heals, cleans by itself, and judges what was recorded', async () => {
        const store = temporaryStore()
        const { child, runId } = await startRun(backend, store)
        child.kill('SIGINT')
        const { stdout, stderr, exitCode } = await child
        expect(leftovers(runId), stderr).toEqual([])
        const { verdict } = lastJson(stdout)
        expect(['unknown', 'invalid']).toContain(verdict)
        expect(exitCode).toBe(verdict === 'unknown' ? 2 : 1)
      })
    },
  )
