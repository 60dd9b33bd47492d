import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import type { FileLayer } from '../../../src/cluster/files/layer.ts'
import { processes } from '../../../src/cluster/process/index.ts'
import { newRunId } from './servers.ts'

let cluster: Cluster
beforeAll(async () => {
  const needs = ['unsynced-loss', 'slow-disk', 'read-only-disk', 'disk-full'] as const
  cluster = await processes.up({ runId: newRunId(), nodes: ['n1'], port: 5432, needs, log: () => {} })
})
afterAll(async () => await cluster.down())

const node = () => cluster.node('n1')

function files(): FileLayer {
  const layer = node().files
  if (layer === undefined) throw new Error('nothing stands under the files')
  return layer
}

/** Runs a script in the data folder as the database would; what it said. */
async function run(script: string): Promise<string> {
  const under = { env: files().env, timeoutMs: 30_000 }
  const { stdout, stderr } = await node().exec(['sh', '-c', `cd "$1"; ${script}`, 'sh', node().dataDir], under)
  return stdout + stderr
}

/** As anybody sees them, each with its name; holes are zeros. */
async function contents(): Promise<Record<string, string>> {
  const script = 'cd "$1"; for f in *; do test ! -f "$f" || echo "$f $(tr "[:cntrl:]" 0 <"$f")"; done'
  const { stdout } = await node().exec(['sh', '-c', script, 'sh', node().dataDir])
  const lines = stdout.split('\n').filter((line) => line !== '')
  return Object.fromEntries(lines.map((line) => [line.slice(0, 1), line.slice(2)]))
}

const name = fc.constantFrom('a', 'b', 'c')
const text = fc.string({ unit: fc.constantFrom(...'xyz'), minLength: 1, maxLength: 5 })
const act = fc.oneof(
  fc.record({ do: fc.constant('write' as const), name, text, at: fc.nat(12), sync: fc.boolean() }),
  fc.record({ do: fc.constant('append' as const), name, text }),
  fc.record({ do: fc.constant('replace' as const), name, text }),
  fc.record({ do: fc.constant('cut' as const), name, size: fc.nat(12) }),
  fc.record({ do: fc.constant('sync' as const), name }),
  fc.record({ do: fc.constant('rename' as const), name, to: name }),
  fc.record({ do: fc.constant('remove' as const), name }),
)
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

function commandOf(one: Act): string {
  switch (one.do) {
    case 'write':
      return `printf ${one.text} | dd of=${one.name} bs=1 seek=${one.at} conv=notrunc${one.sync ? ',fsync' : ''} status=none`
    case 'append':
      return `printf ${one.text} >>${one.name}`
    case 'replace':
      return `printf ${one.text} >${one.name}`
    case 'cut':
      return `truncate -s ${one.size} ${one.name}`
    case 'sync':
      return `test ! -f ${one.name} || sync ${one.name}`
    case 'rename':
      return one.name === one.to ? ':' : `test ! -f ${one.name} || mv -f ${one.name} ${one.to}`
    case 'remove':
      return `rm -f ${one.name}`
  }
}

/** What a disk holds that keeps names, and of each file what it was at its last sync. */
class Model {
  readonly files = new Map<string, { now: string; synced: string }>()

  perform(one: Act): void {
    const file = this.files.get(one.name)
    if (one.do === 'remove') this.files.delete(one.name)
    else if (one.do === 'sync') file !== undefined && this.files.set(one.name, { now: file.now, synced: file.now })
    else if (one.do === 'rename') {
      if (file === undefined || one.name === one.to) return
      this.files.delete(one.name)
      this.files.set(one.to, file)
    } else {
      const now = changed(file?.now ?? '', one)
      this.files.set(one.name, { now, synced: one.do === 'write' && one.sync ? now : (file?.synced ?? '') })
    }
  }

  after(): Record<string, string> {
    return Object.fromEntries([...this.files].map(([name, { synced }]) => [name, synced]))
  }
}

function changed(now: string, one: Act & { readonly do: 'write' | 'append' | 'replace' | 'cut' }): string {
  if (one.do === 'replace') return one.text
  if (one.do === 'append') return now + one.text
  const hole = (size: number) => now.padEnd(size, '0')
  if (one.do === 'cut') return hole(one.size).slice(0, one.size)
  return hole(one.at).slice(0, one.at) + one.text + now.slice(one.at + one.text.length)
}

describe('files under a database', () => {
  it('go back to their last sync, whatever was done to them, and only then', async () => {
    await files().set({ keepsOld: true })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 14 }), async (acts) => {
        await run('rm -f *')
        await files().settle()
        const model = new Model()
        for (const one of acts) model.perform(one)
        expect(await run(acts.map(commandOf).join('\n'))).toBe('')
        await files().lose()
        expect(await contents()).toEqual(model.after())
      }),
      { numRuns: 25 },
    )
    await files().set({ keepsOld: false })
  }, 120_000)

  it('lose what several programs wrote at once, and nothing that each had synced', async () => {
    await files().set({ keepsOld: true })
    const writer = (i: number, conv: string) =>
      `(for n in 0 1 2 3 4 5 6 7 8 9; do printf ${i} | dd of=a bs=1 seek=$((${i} * 10 + n)) conv=${conv} status=none; done) &`
    const all = (conv: string) => [1, 2, 3, 4].map((i) => writer(i, conv)).join(' ')
    await run(`rm -f *; ${all('notrunc,fsync')} wait; printf more >>a`)
    expect(await files().lose()).toMatchObject({ files: 1, bytes: 4 })
    const { stdout } = await node().exec(['cat', `${node().dataDir}/a`])
    expect(stdout.replaceAll('\0', '')).toBe([1, 2, 3, 4].map((i) => String(i).repeat(10)).join(''))
    await files().set({ keepsOld: false })
  })

  it('can be read-only, full, and well again', async () => {
    await run('rm -f *; printf old >a')
    await files().set({ readOnly: true })
    expect(await run('printf new >a; printf new >b; rm -f a; mv a c; cat a')).toMatch(
      /Read-only file system[\s\S]*old$|^old/,
    )
    await files().set({ readOnly: false, full: true })
    expect(
      await run('printf longer | dd of=a conv=notrunc status=none; printf new | dd of=a conv=notrunc status=none'),
    ).toContain('No space left')
    await files().set({ full: false })
    await run('printf more >>a')
    expect(await contents()).toEqual({ a: 'newmore' })
  })

  it('can be slow', async () => {
    await files().set({ syncMs: 300 })
    const took = Number(await run('a=$(date +%s%N); sync a; echo $((($(date +%s%N) - a) / 1000000))'))
    await files().set({ syncMs: 0 })
    expect(took).toBeGreaterThanOrEqual(300)
  })
})
