import { filesOf } from './files-of.ts'
import type { Fault } from './nemesis.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'
import { type Look, type Outage, OutageNemesis } from './outage.ts'

const limitMs = 20_000

/** Two files beside the data, one of them synced, by a program that has the same under it as the database. */
const WRITE = `cd "$1" && printf kept | dd of=murphy-synced conv=fsync status=none && printf lost >murphy-unsynced`

/** As anybody sees them. */
const READ = `cd "$1" && printf '%s|%s' "$(cat murphy-synced)" "$(cat murphy-unsynced)"; rm -f murphy-*synced`

const outage: Outage = {
  fault: 'lose-unfsynced',
  down: 'lose-unfsynced',
  up: 'power-on',
  mechanism: 'SIGKILL, and the files as they were at their last fsync',
  limitMs,
  strikes: ['running'],
  async setup({ cluster }) {
    await Promise.all(cluster.nodes.map((node) => filesOf(node).set({ keepsOld: true })))
  },
  async takeDown({ cluster }, name) {
    const node = cluster.node(name)
    const { env } = filesOf(node)
    await node.exec(['sh', '-c', WRITE, 'sh', node.dataDir], { env, timeoutMs: limitMs })
    await node.kill()
  },
  onceDown: async ({ cluster }, name) => await filesOf(cluster.node(name)).lose(),
  async look({ cluster }, nodes): Promise<Look> {
    const read = async (name: string) => {
      const node = cluster.node(name)
      return [name, (await node.exec(['sh', '-c', READ, 'sh', node.dataDir])).stdout] as const
    }
    const found = await Promise.all(nodes.map(read))
    const seen = found.every(([, text]) => text === 'kept|')
    const how = 'two files written before the crash, one synced and one not, are read back'
    return { seen, how, detail: Object.fromEntries(found.map(([name, text]) => [`files of ${name}`, text])) }
  },
}

/**
 * A machine loses its power: what the database had not synced when it died is gone, from the files' contents and sizes.
 * Whatever was written before the first op of the run, or before the database was last started, counts as synced.
 */
export const loseUnfsynced: Fault = {
  name: 'lose-unfsynced',
  about: 'kills the database on some nodes and takes from its files what was never synced (fsync), as a power cut does',
  inWords: 'power cuts',
  needs: ['kill', 'unsynced-loss', 'libc-files'],
  specs: nodeSpecs,
  fs: ['lose-unfsynced', 'power-on'],
  nemesis: (context) => new OutageNemesis(outage, context),
  start: (random) => ({ f: 'lose-unfsynced', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'power-on', value: null }),
}
