import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { isAlive, type ProcessInfo, processTable } from '../../../src/cluster/process/process-table.ts'
import { MurphyError } from '../../../src/op/failure.ts'
import { eventually, LineClient, nodeProgram, ping, startEcho, up } from './servers.ts'

let cluster: Cluster
afterEach(async () => await cluster.down())

const root = process.getuid?.() === 0

/** The controller's children and all below them, living ones. */
function descendants(of = process.pid): ProcessInfo[] {
  const table = processTable().filter((p) => p.state !== 'dead')
  const below = (pid: number): ProcessInfo[] => table.filter((p) => p.ppid === pid).flatMap((p) => [p, ...below(p.pid)])
  return below(of)
}

async function serving(helpers = 0) {
  cluster = await up(['n1'])
  const before = new Set(descendants().map((p) => p.pid))
  await startEcho(cluster, 'n1', helpers)
  const processes = await eventually(() => {
    const ours = descendants().filter((p) => !before.has(p.pid))
    return ours.length === helpers + 1 && ours
  }, 'the last helper')
  return { node: cluster.node('n1'), processes }
}

describe('start, kill, signal', () => {
  test('serves, is killed, serves again', async () => {
    const { node } = await serving()
    expect(await node.state()).toBe('running')
    await node.kill()
    expect(await node.state()).toBe('stopped')
    expect(await ping(cluster.address('n1', 'client'), 1000)).toBe(false)
    await startEcho(cluster, 'n1')
    expect(await ping(cluster.address('n1', 'client'), 5000)).toBe(true)
    expect((await node.logTail(10)).split('\n')).toEqual(['starting', 'ready', 'starting', 'ready'])
    expect(await node.logTail(1)).toBe('ready')
  })

  test('kill ends processes in sessions of their own', async () => {
    const { node, processes } = await serving(5)
    await node.kill()
    expect(processes.filter((p) => isAlive(p.pid, p.start))).toEqual([])
  })

  test('kill ends orphans, whose parent is gone', async () => {
    const { node, processes } = await serving(3)
    await node.signal('SIGTERM')
    await eventually(() => !processes.every((p) => isAlive(p.pid, p.start)), 'the end of the parent')
    expect(processes.filter((p) => isAlive(p.pid, p.start))).toHaveLength(3)
    expect(await node.state()).toBe('running')
    await node.kill()
    expect(processes.filter((p) => isAlive(p.pid, p.start))).toEqual([])
    expect(await node.state()).toBe('stopped')
  })

  test('kill reaches a storm of forks', async () => {
    cluster = await up(['n1'])
    const node = cluster.node('n1')
    await node.start(['sh', '-c', 'while :; do setsid sleep 60 & sleep 0.01; done'])
    await eventually(async () => (await node.state()) === 'running')
    await node.kill()
    expect(await node.state()).toBe('stopped')
  })

  test('kill and signal on a node without processes do nothing', async () => {
    cluster = await up(['n1'])
    await cluster.node('n1').kill()
    await cluster.node('n1').signal('SIGINT')
    await cluster.node('n1').resume()
    expect(await cluster.node('n1').state()).toBe('stopped')
  })

  test('a second start is refused', async () => {
    const { node } = await serving()
    await expect(node.start(['sleep', '60'])).rejects.toThrow('n1 was to be started, but runs already')
  })

  test('a port that is let go in a moment is waited for', async () => {
    cluster = await up(['n1'])
    const { listen } = cluster.node('n1')
    const last = createServer().listen(listen.port, listen.host)
    setTimeout(() => last.close(), 200)
    await cluster.node('n1').start(['sleep', '60'])
    expect(await cluster.node('n1').state()).toBe('running')
  })

  test('a taken port is told before the start', async () => {
    cluster = await up(['n1'])
    const { start, listen } = cluster.node('n1')
    const thief = createServer().listen(listen.port, listen.host)
    try {
      await expect(start.call(cluster.node('n1'), ['sleep', '60'])).rejects.toThrow(
        `n1 cannot start: another program listens on 127.0.0.1:${listen.port}`,
      )
    } finally {
      thief.close()
    }
  })

  test('a missing program is told', async () => {
    cluster = await up(['n1'])
    await expect(cluster.node('n1').start(['/no/such/program'])).rejects.toThrow(
      '/no/such/program cannot be run on n1 (ENOENT)',
    )
  })
})

describe('pause and resume', () => {
  test('stop every process, and none answers until resumed', async () => {
    const { node, processes } = await serving(4)
    const client = new LineClient(cluster.address('n1', 'client'))
    client.say('before')
    await client.hears('n1 before')
    await node.pause()
    expect(await node.state()).toBe('paused')
    const states = processTable().filter((p) => processes.some((q) => q.pid === p.pid))
    expect(states.map((p) => p.state)).toEqual(processes.map(() => 'stopped'))
    client.say('meanwhile')
    expect(await ping(node.listen, 300)).toBe(false)
    expect(client.lines).toEqual(['n1 before'])
    await node.resume()
    await client.hears('n1 meanwhile')
    expect(await node.state()).toBe('running')
    client.close()
  })

  test('pause catches a storm of forks', async () => {
    cluster = await up(['n1'])
    const node = cluster.node('n1')
    await node.start(['sh', '-c', 'while :; do setsid sleep 60 & sleep 0.01; done'])
    await eventually(async () => (await node.state()) === 'running')
    await node.pause()
    expect(await node.state()).toBe('paused')
    await node.resume()
    expect(await node.state()).toBe('running')
  })

  test('a paused node can be killed', async () => {
    const { node, processes } = await serving(2)
    await node.pause()
    await node.kill()
    expect(processes.filter((p) => isAlive(p.pid, p.start))).toEqual([])
    expect(await node.state()).toBe('stopped')
  })

  test('one node is paused, its neighbour is not', async () => {
    cluster = await up(['n1', 'n10'])
    await startEcho(cluster, 'n1')
    await startEcho(cluster, 'n10')
    await cluster.node('n1').pause()
    expect(await cluster.node('n10').state()).toBe('running')
    expect(await ping(cluster.address('n10', 'client'), 5000)).toBe(true)
    await cluster.node('n10').kill()
    expect(await cluster.node('n1').state()).toBe('paused')
  })
})

describe('exec', () => {
  test('gives the exit code and both outputs', async () => {
    cluster = await up(['n1'])
    const result = await cluster.node('n1').exec(['sh', '-c', 'cat; echo "$GREETING" >&2; exit 3'], {
      input: 'read',
      env: { GREETING: 'hello' },
    })
    expect(result).toEqual({ code: 3, stdout: 'read', stderr: 'hello\n' })
  })

  test('reports death by signal as a shell does', async () => {
    cluster = await up(['n1'])
    expect((await cluster.node('n1').exec(['sh', '-c', 'kill -9 $$'])).code).toBe(137)
  })

  test('ends a command that takes too long, with all that it started', async () => {
    const { node, processes } = await serving()
    const late = node.exec(['sh', '-c', 'echo waiting >&2; setsid sleep 60; true'], { timeoutMs: 500 })
    await expect(late).rejects.toThrow(MurphyError)
    await expect(late).rejects.toMatchObject({ hint: 'Its last words: waiting' })
    await eventually(() => descendants().length === processes.length, 'the end of sleep')
    expect(await node.state()).toBe('running')
  })

  test('does not count as the database', async () => {
    cluster = await up(['n1'])
    const node = cluster.node('n1')
    const running = node.exec(['sh', '-c', 'echo began; sleep 60; true'])
    await eventually(() => descendants().length === 2, 'the command')
    expect(await node.state()).toBe('stopped')
    await node.kill()
    expect((await running).code).toBe(137)
  })

  test('tells a program that cannot be run', async () => {
    cluster = await up(['n1'])
    await expect(cluster.node('n1').exec(['/no/such/program'])).rejects.toThrow('cannot be run on n1 (ENOENT)')
    await expect(cluster.node('n1').exec([])).rejects.toThrow('An empty command')
  })

  test('sees nothing of the controller’s environment', async () => {
    cluster = await up(['n1'])
    process.env.MURPHY_TEST_SECRET = 'secret'
    const { stdout } = await cluster.node('n1').exec(['env'])
    delete process.env.MURPHY_TEST_SECRET
    expect(stdout).not.toContain('secret')
    expect(stdout).toContain('MURPHY_NODE=n1\n')
  })
})

describe('the database’s user', () => {
  test.runIf(root)('is not root', async () => {
    const { node, processes } = await serving()
    expect((await node.exec(['id', '-un'])).stdout).toBe('nobody\n')
    const { stdout } = await node.exec(['ps', '-o', 'user=', '-p', String(processes[0]?.pid)])
    expect(stdout.trim()).toBe('nobody')
  })

  test('owns the data folder and what is written there', async () => {
    cluster = await up(['n1'])
    const node = cluster.node('n1')
    expect((await node.exec(['ls', '-A', node.dataDir])).stdout).toBe('')
    await node.writeFile('standby.signal', 'x')
    await node.exec(['sh', '-c', `printf y >> '${node.dataDir}/standby.signal'`])
    expect(await node.readFile('standby.signal')).toBe('xy')
    expect(await node.readFile(`${node.dataDir}/standby.signal`)).toBe('xy')
    expect(
      (await node.exec(['sh', '-c', `stat -c %a '${node.dataDir}' || stat -f %Lp '${node.dataDir}'`])).stdout,
    ).toBe('700\n')
  })

  test('can run what is reachable', async () => {
    cluster = await up(['n1'])
    const { code, stdout } = await cluster.node('n1').exec([await nodeProgram(cluster), '-p', '1+1'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2\n' })
  })
})
