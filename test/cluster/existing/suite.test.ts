import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { existing, existingWith } from '../../../src/cluster/existing/index.ts'
import { readSuite, type Suite } from '../../../src/cluster/existing/suite.ts'
import { resolve } from '../../../src/scenario/resolve.ts'
import { command } from '../../../src/scenario/scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'suite-'))
const log = join(folder, 'log')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => rmSync(log, { force: true }))

const done = () => readFileSync(log, 'utf8').trim().split('\n')
const tell = (deed: string) => `echo ${deed} $MURPHY_NODE $MURPHY_HOST:$MURPHY_PORT $MURPHY_PEER >> ${log}`
const pairs = {
  kill: 'true',
  start: 'true',
  pause: 'true',
  resume: 'true',
  partition: 'true',
  heal: 'true',
  reaches: 'true',
}

describe('a suite', () => {
  test.each([
    [[], 'it has no object "commands"'],
    [{ commands: {}, more: 1 }, '"more" is unknown (known: commands)'],
    [{ commands: { ...pairs, reboot: 'x' } }, '"reboot" is no command (known: kill, start,'],
    [{ commands: { ...pairs, kill: '' } }, '"kill" is no text'],
    [{ commands: { kill: 'x' } }, '"kill" needs "start", too'],
    [{ commands: { partition: 'x', heal: 'y' } }, '"partition" needs "reaches", too'],
    [{ commands: { ...pairs, kill: 'PGPASSWORD=hunter2 x' } }, '"kill" holds a password'],
    [{ commands: { ...pairs, kill: 'x --token hunter2' } }, '"kill" holds a password'],
    [{ commands: { ...pairs, kill: 'x postgres://me:hunter2@db/' } }, '"kill" holds a password'],
  ])('%j is refused', (data, told) => {
    const refused = () => readSuite(data, 'x.json')
    expect(refused).toThrow(told)
    expect(refused).not.toThrow('hunter2')
  })

  test('passwords from the environment are none', () => {
    const kill = 'PGPASSWORD=$MY_PASSWORD x; y --token "$TOKEN" postgres://me:$PW@db/ # no password: asked for'
    expect(readSuite({ commands: { ...pairs, kill } }, 'x.json').file).toBe('x.json')
  })

  test('gives servers what it has commands for, and no more', () => {
    const servers = ['db1:5432', 'db2:5432']
    const suite = readSuite({ commands: { kill: 'true', start: 'true' } }, 'x.json')
    const scenario = { target: 'postgres', servers, suite, seed: 1 }
    expect(command(resolve({ ...scenario, faults: ['kill'] }))).toContain('--suite x.json')
    expect(() => resolve({ ...scenario, faults: ['pause'] })).toThrow('needs pause')
    expect(() => resolve({ ...scenario, faults: ['partition'] })).toThrow('needs node-cuts')
    expect(() => resolve({ target: 'postgres', servers, faults: ['kill'] })).toThrow('needs kill')
    expect(() => resolve({ target: 'postgres', suite })).toThrow('makes its own')
    const whole = existingWith({ commands: pairs }).capabilities
    expect(whole).toEqual([...existing.capabilities, 'kill', 'pause', 'node-cuts'])
  })
})

describe('commands', () => {
  const cluster = (commands: Suite['commands']) =>
    existingWith({ commands }).up({
      runId: 'x',
      nodes: ['n1', 'n2', 'n3'],
      port: 1,
      servers: [11, 12, 13].map((port) => ({ host: `db${port}`, port })),
      log: () => {},
    })

  test('are told which server is meant, and tell what they did', async () => {
    const one = await cluster({
      kill: tell('kill'),
      start: tell('start'),
      pause: tell('pause'),
      resume: tell('resume'),
    })
    const node = one.node('n2')
    await node.kill()
    expect(await node.state()).toBe('stopped')
    await node.start([])
    await node.pause()
    expect([await node.state(), await one.node('n1').state()]).toEqual(['paused', 'running'])
    await node.resume()
    expect(done()).toEqual(['kill', 'start', 'pause', 'resume'].map((deed) => `${deed} n2 db12:12`))
    await one.down()
  })

  test('that fail say so, and leave the state as it was', async () => {
    const one = await cluster({ kill: 'echo no route >&2; exit 7', start: 'true', state: 'echo $STATE' })
    await expect(one.node('n1').kill()).rejects.toThrow('"kill" failed (exit code 7) for n1: no route')
    await expect(one.node('n1').pause()).rejects.toThrow('no suite says how to pause it')
    await expect(one.node('n1').state()).rejects.toThrow('neither running, paused nor stopped')
    await one.down()
  })

  test('may leave a program running that keeps what it was given to write to', async () => {
    const go = join(folder, 'go')
    const program = `(until [ -e ${go} ]; do sleep 0.05; done; echo late && echo alive >> ${log}) & echo started`
    const one = await cluster({ kill: 'true', start: program })
    await one.node('n1').kill()
    await one.node('n1').start([])
    writeFileSync(go, '')
    await expect.poll(() => existsSync(log) && done(), { timeout: 10_000 }).toEqual(['alive'])
    await one.down()
  })

  test('a start that fails is tried again: what was killed may not have let go of all that it had', async () => {
    const one = await cluster({ kill: 'true', start: `${tell('start')}; [ $(wc -l < ${log}) -ge 2 ]` })
    await one.node('n1').kill()
    await one.node('n1').start([])
    expect(done()).toEqual(['start n1 db11:11', 'start n1 db11:11'])
    expect(await one.node('n1').state()).toBe('running')
    await one.down()
  })

  test('cut links one way each, once, and heal what is no longer wanted', async () => {
    const one = await cluster({ partition: tell('cut'), heal: tell('heal'), reaches: '[ $MURPHY_PEER != n3 ]' })
    const both = [
      { from: 'n1', to: 'n2' },
      { from: 'n2', to: 'n1' },
    ]
    await one.network.cut(both, 'a')
    await one.network.cut(both.slice(0, 1), 'b')
    expect(done().sort()).toEqual(['cut n1 db11:11 n2', 'cut n2 db12:12 n1'])
    expect(one.network.cuts()).toEqual(both)
    await one.network.cut([], 'a')
    expect(done().slice(2)).toEqual(['heal n1 db11:11 n2'])
    const ping = async () => true
    expect(await Promise.all([one.network.reaches('n1', 'n2', ping), one.network.reaches('n1', 'n3', ping)])).toEqual([
      true,
      false,
    ])
    await one.down()
    expect(done().slice(3)).toEqual(['heal n2 db12:12 n1'])
    expect(one.network.cuts()).toEqual([])
  })

  test('leave servers as they were found', async () => {
    const one = await cluster({ kill: 'true', start: tell('start'), pause: 'true', resume: tell('resume') })
    await one.node('n1').kill()
    await one.node('n3').pause()
    await one.down()
    expect(done().sort()).toEqual(['resume n3 db13:13', 'start n1 db11:11'])
  })
})
