import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import { BUILD_MS, describeWithEngine, leftovers, runIdOf, spec } from './engine.ts'

const runId = runIdOf('disk')

describeWithEngine('the disk of a container', () => {
  let cluster: Cluster
  const node = () => cluster.node('n1')
  const write = async (file: string) =>
    await node().exec(['sh', '-c', 'dd if=/dev/zero of="$1" bs=64k count=16 2>&1', 'sh', `${node().dataDir}/${file}`])

  beforeAll(async () => {
    cluster = await docker.up({ ...spec(runId, ['n1']), needs: ['disk-full'] })
  }, BUILD_MS)
  afterAll(async () => {
    await cluster?.down()
    expect(await leftovers(runId)).toEqual([])
  })

  it('belongs to the database’s user, and to nobody else', async () => {
    const { stdout } = await node().exec(['stat', '-c', '%U %a', node().dataDir])
    expect(stdout.trim()).toBe('postgres 700')
  })

  it('is full for everybody, keeps what it has, and has room again', async () => {
    expect((await write('before')).code).toBe(0)
    await node().disk?.fill()
    expect((await write('while')).stdout).toContain('No space left on device')
    expect((await node().exec(['sh', '-c', `wc -c <${node().dataDir}/before`])).stdout.trim()).toBe('1048576')
    await node().disk?.free()
    expect((await write('after')).code).toBe(0)
  })
})
