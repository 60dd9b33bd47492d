import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { processes } from '../../../src/cluster/process/index.ts'
import { eventually, newRunId, ping, startEcho, up } from './servers.ts'

const clusters: Cluster[] = []
const folders: string[] = []
afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.down()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function cluster(nodes?: readonly string[]): Promise<Cluster> {
  const made = await up(nodes)
  clusters.push(made)
  return made
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'test-of-clusters-'))
  folders.push(folder)
  return folder
}

function runFolder(made: Cluster): string {
  return dirname(dirname(made.nodes[0]?.dataDir ?? ''))
}

describe('up', () => {
  test('works here, and says how', async () => {
    const { works, detail } = await processes.probe()
    expect(works).toBe(true)
    expect(detail).toContain('127.0.0.1')
  })

  test('makes nodes with names, folders and ports of their own', async () => {
    const made = await cluster()
    expect(made.backend).toBe('process')
    expect(made.nodes.map((n) => n.name)).toEqual(['n1', 'n2', 'n3'])
    expect(new Set(made.nodes.map((n) => n.listen.port)).size).toBe(3)
    expect(made.node('n2').dataDir).toMatch(/\/murphy-test[\d-]+-\w{6}\/n2\/data$/)
    expect(() => made.node('n4')).toThrow('no node n4')
  })

  test('says first whose folder it is', async () => {
    const made = await cluster(['n1'])
    const run = JSON.parse(readFileSync(join(runFolder(made), 'run.json'), 'utf8'))
    expect(run).toMatchObject({ controller: { pid: process.pid }, ports: [made.node('n1').listen.port] })
  })

  test('lets two clusters run side by side', async () => {
    const [a, b] = [await cluster(['n1']), await cluster(['n1'])]
    await Promise.all([startEcho(a, 'n1'), startEcho(b, 'n1')])
    await a.node('n1').kill()
    expect(await ping(b.address('n1', 'client'), 5000)).toBe(true)
    expect(await a.node('n1').state()).toBe('stopped')
    await a.down()
    expect(await ping(b.address('n1', 'client'), 5000)).toBe(true)
  })

  test('leaves nothing when it fails half way', async () => {
    const runId = newRunId()
    await expect(up(['n1', 'no\0folder'], runId)).rejects.toThrow()
    expect(readdirSync(tmpdir()).filter((name) => name.includes(runId))).toEqual([])
  })
})

describe('down', () => {
  test('leaves no process, no folder, no port; twice is as good as once', async () => {
    const made = await cluster()
    await Promise.all(made.nodes.map((n) => startEcho(made, n.name, 2)))
    await made.node('n2').pause()
    await made.network.cut([{ from: 'client', to: 'n1' }])
    const addresses = made.nodes.map((n) => made.address(n.name, 'client'))
    await Promise.all([made.down(), made.down()])
    await made.down()
    expect(existsSync(runFolder(made))).toBe(false)
    expect(await Promise.all(made.nodes.map((n) => n.state()))).toEqual(['stopped', 'stopped', 'stopped'])
    for (const address of addresses) expect(await ping(address, 1000)).toBe(false)
  })
})

test.runIf(existsSync('/proc/sysvipc/shm'))('down frees the shared memory that a program has left', async () => {
  const made = await cluster(['n1'])
  const node = made.node('n1')
  await node.start(['ipcmk', '-M', '56'])
  const id = await eventually(async () => /id: (\d+)/.exec(await node.logTail(1))?.[1], 'the segment')
  const segment = new RegExp(`^ *-?\\d+ +${id} `, 'm')
  expect(readFileSync('/proc/sysvipc/shm', 'utf8')).toMatch(segment)
  await made.down()
  expect(readFileSync('/proc/sysvipc/shm', 'utf8')).not.toMatch(segment)
})

describe('partitions between real processes', () => {
  test('hold, and survive a restart of a node', async () => {
    const made = await cluster(['n1', 'n2'])
    await startEcho(made, 'n1')
    await startEcho(made, 'n2')
    await made.network.cut([{ from: 'n2', to: 'n1' }])
    await made.node('n1').kill()
    await startEcho(made, 'n1')
    expect(await made.network.reaches('n2', 'n1', ping)).toBe(false)
    expect(await made.network.reaches('client', 'n1', ping)).toBe(true)
    await made.network.cut([])
    await eventually(() => made.network.reaches('n2', 'n1', ping))
  })
})

describe('logs', () => {
  test('are collected per node, also of stopped ones', async () => {
    const made = await cluster(['n1', 'n2'])
    await startEcho(made, 'n1')
    await made.node('n1').kill()
    const folder = ownFolder()
    await made.collectLogs(folder)
    expect(readFileSync(join(folder, 'n1', 'node.log'), 'utf8')).toBe('starting\nready\n')
    expect(readFileSync(join(folder, 'n2', 'node.log'), 'utf8')).toBe('')
  })
})

describe('programs', () => {
  test('where the database’s user can read them are used where they are', async () => {
    const made = await cluster(['n1'])
    expect(await made.reachable?.('/bin/sh')).toBe('/bin/sh')
  })

  test.runIf(process.getuid?.() === 0)('where he cannot are copied, once, and go with the cluster', async () => {
    const made = await cluster(['n1'])
    const folder = join(ownFolder(), 'bin')
    execFileSync('mkdir', [folder])
    writeFileSync(join(folder, 'hello'), '#!/bin/sh\ncat "$(dirname "$0")/text"\n', { mode: 0o755 })
    execFileSync('ln', ['-s', 'words', join(folder, 'text')])
    writeFileSync(join(folder, 'words'), 'hello from afar')
    expect(statSync(dirname(folder)).mode & 0o777).toBe(0o700)
    const denied = made.node('n1').exec([join(folder, 'hello')])
    await expect(denied).rejects.toMatchObject({ hint: expect.stringContaining('cluster.reachable') })
    const [copy, again] = await Promise.all([made.reachable?.(folder), made.reachable?.(folder)])
    expect(copy).not.toBe(folder)
    expect(again).toBe(copy)
    expect((await made.node('n1').exec([join(copy ?? '', 'hello')])).stdout).toBe('hello from afar')
    await made.down()
    expect(existsSync(copy ?? '')).toBe(false)
  })
})
