import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { existing, existingWith } from '../../../src/cluster/existing/index.ts'
import type { Suite } from '../../../src/cluster/existing/suite.ts'
import { clean } from '../../../src/scenario/clean.ts'
import { murphy } from '../../integration/murphy.ts'

const folder = mkdtempSync(join(tmpdir(), 'undo-'))
const log = join(folder, 'log')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => writeFileSync(log, ''))

const runId = `cafe${process.pid.toString(16)}`
const path = join(tmpdir(), `murphy-in-force-${runId}.json`)
const noted = () => readdirSync(tmpdir()).includes(`murphy-in-force-${runId}.json`)
const done = () => readFileSync(log, 'utf8').split('\n').filter(Boolean)
const tell = (deed: string) => `echo ${deed} $MURPHY_NODE $MURPHY_HOST $MURPHY_PEER >> ${log}`
const all = ['kill', 'start', 'pause', 'resume', 'partition', 'heal', 'reaches'] as const
const told: Suite['commands'] = Object.fromEntries(all.map((deed) => [deed, tell(deed)]))

const up = (commands: Suite['commands'] = told) =>
  existingWith({ commands }).up({
    runId,
    nodes: ['n1', 'n2', 'n3'],
    port: 1,
    servers: [11, 12, 13].map((port) => ({ host: `db${port}`, port })),
    log: () => {},
  })

/** As if the controller were gone: another process that has ended. */
async function orphan(): Promise<void> {
  const gone = spawn('true')
  await new Promise((resolve) => gone.once('exit', resolve))
  const content = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...content, controller: { pid: gone.pid, start: 'then' } }))
}

describe('what a killed controller left in force', () => {
  test('is undone by the suite’s commands, links first, each told before it runs', async () => {
    const one = await up()
    await one.node('n1').kill()
    await one.node('n2').pause()
    await one.network.cut([{ from: 'n3', to: 'n1' }])
    await orphan()
    writeFileSync(log, '')
    const lines: string[] = []
    const cleaned = await existing.clean({ log: (line) => lines.push(`${done().length} ${line}`) })
    expect(done()).toEqual(['heal n1 db11 n3', 'resume n2 db12', 'start n1 db11'])
    expect(lines).toEqual([
      `0 run ${runId}: heal n1 from n3: ${tell('heal')}`,
      `1 run ${runId}: resume n2: ${tell('resume')}`,
      `2 run ${runId}: start n1: ${tell('start')}`,
    ])
    expect(cleaned.filter((thing) => thing.runId === runId).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'command heal n1 from n3',
      'command resume n2',
      'command start n1',
    ])
    expect(noted()).toBe(false)
    await one.down()
  })

  test('is left alone while the controller lives, unless the run is named', async () => {
    const one = await up()
    await one.node('n1').pause()
    expect(await existing.clean({})).toEqual([])
    expect(await existing.clean({ runId })).toEqual([{ kind: 'command', name: 'resume n1', runId }])
    await one.down()
  })

  test('stays noted where the command fails, which is told', async () => {
    const one = await up({ ...told, resume: 'echo no route >&2; exit 7' })
    await one.node('n1').pause()
    await one.node('n2').kill()
    const { cleaned, unreachable } = await clean(runId)
    const detail = expect.stringContaining('failed (exit code 7)')
    expect(unreachable).toContainEqual({ backend: 'existing', detail, failed: true })
    expect(done()).toContain('start n2 db12')
    expect(cleaned).not.toContainEqual(expect.objectContaining({ name: 'resume n1' }))
    expect(JSON.parse(readFileSync(path, 'utf8')).deeds).toMatchObject([{ deed: 'pause', server: { name: 'n1' } }])
    const again = await murphy(['clean', '--run', runId])
    expect(again).toMatchObject({ code: 255, stdout: expect.stringContaining('not cleaned: existing') })
    rmSync(path)
    await one.down().catch(() => {})
    rmSync(path, { force: true })
  })
})

describe('what is noted to be in force', () => {
  const inForce = () =>
    noted() ? JSON.parse(readFileSync(path, 'utf8')).deeds.map((one: { deed: string }) => one.deed) : []

  test('is what was done and not undone, before it is tried', async () => {
    const one = await up({ ...told, partition: 'exit 1', pause: `${tell('pause')}; cat ${path} >> ${log}` })
    await one.node('n1').pause()
    expect(done().at(-1)).toContain('"deed":"pause"')
    await one.node('n1').kill()
    expect(inForce()).toEqual(['kill'])
    await one.node('n1').start([])
    expect(noted()).toBe(false)
    await expect(one.network.cut([{ from: 'n1', to: 'n2' }])).rejects.toThrow('exit code 1')
    expect(inForce()).toEqual(['partition'])
    await one.down()
    expect(noted()).toBe(false)
  })

  test('not what failed: a server that could not be killed needs no start', async () => {
    const one = await up({ ...told, kill: 'exit 1' })
    await expect(one.node('n1').kill()).rejects.toThrow('exit code 1')
    expect(noted()).toBe(false)
    await one.down()
  })
})
