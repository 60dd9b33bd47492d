import { describe, expect, it } from 'vitest'
import { baseOf, contentHash, imageFiles } from '../../../src/cluster/docker/folder.ts'

const dockerfile = (content: string) => [{ path: 'Dockerfile', content: Buffer.from(content), executable: false }]

describe('image folders', () => {
  it('are found by name', async () => {
    const files = await imageFiles('postgres')
    expect(files.map(({ path }) => path)).toContain('Dockerfile')
    expect(baseOf(files)).toBe('debian:bookworm-slim')
  })

  it.each(['nosuch', '../src', 'base'])('named %s are refused', async (name) => {
    await expect(imageFiles(name)).rejects.toThrow(`There is no image ${name}`)
  })

  it('have a hash that changes with every byte, name and mode', () => {
    const [one] = dockerfile('FROM a')
    const hashes = [
      dockerfile('FROM a'),
      dockerfile('FROM b'),
      [{ path: 'Dockerfile', content: Buffer.from('FROM a'), executable: true }],
      [{ path: 'dockerfile', content: Buffer.from('FROM a'), executable: false }],
      [...dockerfile('FROM a'), { path: 'empty', content: Buffer.alloc(0) }],
    ].map(contentHash)
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(contentHash(one === undefined ? [] : [{ ...one }])).toBe(hashes[0])
  })

  it('say what they start from', () => {
    expect(baseOf(dockerfile('# comment\nFROM --platform=linux/amd64 mongo:7 AS x\nFROM y'))).toBe('mongo:7')
    expect(baseOf([])).toBeUndefined()
  })
})
