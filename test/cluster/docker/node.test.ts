import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Cluster, Node } from '../../../src/cluster/cluster.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import {
  answers,
  BUILD_MS,
  containerOf,
  describeWithEngine,
  eventually,
  leftovers,
  postgresAnswers,
  runIdOf,
  spec,
  startPostgres,
} from './engine.ts'

describeWithEngine('a node on docker', () => {
  const runId = runIdOf('node')
  let cluster: Cluster
  let node: Node

  beforeAll(async () => {
    cluster = await docker.up(spec(runId, ['n1']))
    node = cluster.node('n1')
  }, BUILD_MS)
  afterEach(async () => {
    await node.resume()
    await node.kill()
  })
  afterAll(async () => {
    await cluster.down()
    await cluster.down()
    expect(await leftovers(runId)).toEqual([])
  })

  const output = async (script: string) => (await node.exec(['sh', '-c', script])).stdout.trim()

  it('begins with an empty data folder of the database user, who has no power over the machine', async () => {
    expect(await node.state()).toBe('stopped')
    expect(await output(`ls -A ${node.dataDir}`)).toBe('')
    expect(await output(`stat -c '%U %a' ${node.dataDir}`)).toBe('postgres 700')
    expect(await output('id -un')).toBe('postgres')
    expect(await output('grep -E "^(CapBnd|NoNewPrivs)" /proc/self/status')).toMatch(/^CapBnd:\s+0+\nNoNewPrivs:\s+1$/)
  })

  it('says in its provenance what it runs on', () => {
    expect(cluster.provenance).toMatchObject({
      image: expect.stringMatching(/^murphy\/postgres:[0-9a-f]{12}$/),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      engine: expect.stringContaining('Docker Engine'),
    })
  })

  it('runs commands with input, environment, both outputs and the exit code', async () => {
    const result = await node.exec(['sh', '-c', 'cat; echo "$WORD"; echo oops >&2; exit 3'], {
      input: 'first\n',
      env: { WORD: 'two words' },
    })
    expect(result).toEqual({ code: 3, stdout: 'first\ntwo words\n', stderr: 'oops\n' })
  })

  it('gives a command with nothing to read no pipe whose end could be lost', async () => {
    const { stdout } = await node.exec(['sh', '-c', 'readlink /proc/self/fd/0; cat'], { input: '' })
    expect(stdout).toBe('/dev/null\n')
  })

  it('ends a command that takes too long, also inside the container', async () => {
    await expect(node.exec(['sleep', '987'], { timeoutMs: 300 })).rejects.toThrow('sleep did not end within 300 ms')
    await eventually('sleep is gone', async () => (await output('pgrep -fx "sleep 987" || echo none')) === 'none')
  })

  it('names a program that the image does not have', async () => {
    await expect(node.exec(['frobnicate'])).rejects.toThrow('no program frobnicate')
    await expect(node.start(['frobnicate'])).rejects.toThrow(`on murphy-${runId}-n1: no such program: frobnicate`)
  })

  it('writes and reads files', async () => {
    const content = `line\n'quoted' $HOME "ä€"\n${'x'.repeat(200_000)}`
    await node.writeFile('/tmp/murphy test', content)
    expect(await node.readFile('/tmp/murphy test')).toBe(content)
    await expect(node.readFile('/nowhere')).rejects.toThrow('/nowhere')
  })

  it('kills every process of the database in place, and starts it again on the same data', async () => {
    await startPostgres(node)
    await postgresAnswers(cluster, 'n1')
    expect(await node.state()).toBe('running')
    expect(await node.logTail(20)).toContain('ready to accept connections')
    expect((await node.exec(['psql', '-c', 'create table kept (k int)'])).code).toBe(0)

    await node.kill()
    expect(await node.state()).toBe('stopped')
    expect(await output('pgrep -c postgres || true')).toBe('0')
    expect(await answers(cluster.address('n1', 'client'), 500)).toBe(false)
    expect((await (await containerOf(runId, 'n1')).inspect()).State.Running).toBe(true)

    await startPostgres(node)
    await postgresAnswers(cluster, 'n1')
    expect((await node.exec(['psql', '-c', 'select * from kept'])).code).toBe(0)
    await expect(node.start(['postgres'])).rejects.toThrow('it runs or is paused already')
  })

  it('asks the database to stop, and does nothing when it has', async () => {
    await startPostgres(node)
    await postgresAnswers(cluster, 'n1')
    await node.signal('SIGINT')
    await eventually('stopped', async () => (await node.state()) === 'stopped')
    expect(await node.logTail(5)).toContain('database system is shut down')
    await node.signal('SIGINT')
  })

  it('freezes the database, so that nothing answers, and lets it go on', async () => {
    await startPostgres(node)
    await postgresAnswers(cluster, 'n1')
    await node.pause()
    await node.pause()
    expect(await node.state()).toBe('paused')
    expect(await answers(cluster.address('n1', 'client'), 1_000)).toBe(false)
    await expect(node.exec(['true'])).rejects.toThrow(/murphy-test-node-\d+-n1: .*paused/)
    expect(await node.logTail(20)).toContain('ready to accept connections')
    await node.resume()
    await node.resume()
    expect(await node.state()).toBe('running')
    await postgresAnswers(cluster, 'n1')
  })

  it('kills a frozen database before it runs another instruction', async () => {
    await node.start(['bash', '-c', 'trap "echo alive >&2" TERM CONT; while :; do date +%s%N; done'])
    await eventually('it runs', async () => (await node.logTail(1)) !== '')
    await node.pause()
    const before = await node.logTail(1)
    await node.kill()
    expect(await node.state()).toBe('stopped')
    expect(await node.logTail(1)).toBe(before)
    expect((await (await containerOf(runId, 'n1')).inspect()).State).toMatchObject({ Running: true, Paused: false })
  })

  it('does not take a command that someone runs for the database', async () => {
    const command = node.exec(['sleep', '1'])
    await eventually('sleep runs', async () => (await output('pgrep -fx "sleep 1" || true')) !== '')
    expect(await node.state()).toBe('stopped')
    await command
  })

  it('kills commands that run as the database user with it', async () => {
    const command = node.exec(['sleep', '30'])
    await eventually('sleep runs', async () => (await output('pgrep -fx "sleep 30" || true')) !== '')
    await node.kill()
    expect((await command).code).toBe(137)
  })

  it('gives its logs even when the container has stopped', async () => {
    await node.start(['sh', '-c', 'echo last words'])
    await eventually('it has spoken', async () => (await node.logTail(1)) === 'last words')
    await (await containerOf(runId, 'n1')).kill()
    expect(await node.state()).toBe('stopped')
    const folder = await mkdtemp(join(tmpdir(), 'murphy-logs-'))
    try {
      await cluster.collectLogs(folder)
      expect(await readdir(join(folder, 'n1'))).toEqual(['database.log'])
      expect(await readFile(join(folder, 'n1', 'database.log'), 'utf8')).toContain('last words')
    } finally {
      await rm(folder, { recursive: true })
    }
    await node.start(['sleep', '100'])
    expect(await node.state()).toBe('running')
  })
})
