import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { spec } from './engine.ts'

describe('looking for an engine', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('says in one sentence that none answers, and what to do', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock')
    const probe = await docker.probe()
    expect(probe.works).toBe(false)
    expect(probe.detail).toBe('No Docker engine answers at unix:///nowhere/docker.sock.')
    expect(probe.hint).toContain('docker.io')
  })

  it('refuses to bring a cluster up with the same words, and has nothing to clean', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock')
    await expect(docker.up(spec('none', ['n1']))).rejects.toThrow('No Docker engine answers')
    expect(await docker.clean({})).toEqual([])
  })

  it('does not take an engine on another machine', async () => {
    vi.stubEnv('DOCKER_HOST', 'ssh://someone@build.example')
    const probe = await docker.probe()
    expect(probe.works).toBe(false)
    expect(probe.detail).toContain('build.example')
  })

  it.each([
    [
      'an engine that runs other containers',
      200,
      '{"Version":"1","Os":"windows","Arch":"amd64"}',
      'windows containers',
    ],
    ['something that is no engine', 500, 'teapot', 'does not answer as it should'],
  ])('does not take %s', async (_, status, body, words) => {
    const folder = await mkdtemp(join(tmpdir(), 'murphy-engine-'))
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve))
    try {
      vi.stubEnv('DOCKER_HOST', `unix://${folder}/socket`)
      const probe = await docker.probe()
      expect(probe.works).toBe(false)
      expect(probe.detail).toContain(words)
    } finally {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    }
  })
})
