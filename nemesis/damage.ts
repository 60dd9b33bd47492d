import type { Node } from '../src/cluster/cluster.ts'
import type { Json } from '../src/op/op.ts'
import { Random } from '../src/op/random.ts'
import type { Fault } from './nemesis.ts'
import { choiceOf, drawChoice, fieldsOf, nodeSpecs } from './node-specs.ts'
import { type Outage, OutageNemesis } from './outage.ts'

const limitMs = 30_000
/** How many of the files that were written last are struck, and how large they are at least: `find -size`, 512 bytes each. */
const newest = 4
const LIST = `cd "$1" && find . -type f -size +15 -path "./$2" -printf '%T@ %s %p\\n' | sort -rn | head -n ${newest}`

export interface DataFile {
  /** Under the data folder, `./base/5/16384`. */
  readonly path: string
  readonly bytes: number
}

/** Who is struck: the stripes of different nodes do not overlap, so that what one loses the others have. */
export interface Stripe {
  readonly of: number
  readonly own: number
  readonly random: Random
}

/** A way to damage files of a database that is down. */
export interface Damage {
  readonly fault: string
  readonly down: string
  readonly up: string
  readonly mechanism: string
  /** What is to be done to these files: the arguments of `script`, which says a line about each thing that it did. */
  plan(files: readonly DataFile[], stripe: Stripe): readonly string[]
  readonly script: string
  /** With the same arguments says of each thing what is there. */
  readonly read: string
  readonly how: string
}

/** The fault that does it to some nodes; it is not healed when they start again. */
export function damageFault(damage: Damage, { about, inWords }: Pick<Fault, 'about' | 'inWords'>): Fault {
  const { fault, down, up } = damage
  return {
    name: fault,
    about,
    inWords,
    needs: ['kill', 'exec'],
    specs: nodeSpecs,
    fs: [down, up],
    lasting: true,
    nemesis: (context) => new OutageNemesis(damaging(damage), context),
    start: (random) => ({ f: down, value: drawChoice(random, nodeSpecs) }),
    stop: () => ({ f: up, value: null }),
    on: (nodes) => ({ start: { f: down, value: [...nodes] }, stop: { f: up, value: [...nodes] } }),
  }
}

/**
 * An outage in which files are damaged. `files` in the start op's value says which ones, as a pattern of paths under the
 * data folder (`find -path`): `{ "spec": "one", "files": "pg_wal/*" }`; among them those that were written last.
 */
export function damaging({ plan, script, read, how, ...names }: Damage): Outage {
  /** What was done to each node, as arguments and as said. */
  const done = new Map<string, { readonly what: readonly string[]; readonly said: string }>()
  return {
    ...names,
    limitMs,
    strikes: ['running', 'paused'],
    takeDown: ({ cluster }, name) => cluster.node(name).kill(),
    async onceDown({ cluster }, name, value) {
      const node = cluster.node(name)
      const own = cluster.nodes.findIndex((other) => other.name === name)
      const random = new Random(choiceOf(value, nodeSpecs).seed)
      const what = plan(await list(node, patternOf(value)), { of: cluster.nodes.length, own, random })
      const said = await run(node, script, what)
      done.set(name, { what, said })
      return said.split('\n')
    },
    async look({ cluster }, nodes) {
      const look = async (name: string) => {
        const { what, said } = done.get(name) ?? { what: [], said: '' }
        return said !== '' && (await run(cluster.node(name), read, what)) === said
      }
      const found = await Promise.all(nodes.map(async (name) => [`files of ${name}`, await look(name)] as const))
      return { seen: found.every(([, same]) => same), how, detail: Object.fromEntries(found) }
    },
  }
}

async function list(node: Node, pattern: string): Promise<DataFile[]> {
  const lines = (await run(node, LIST, [pattern])).split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const [, bytes = '', ...path] = line.split(' ')
    return { path: path.join(' '), bytes: Number(bytes) }
  })
}

async function run(node: Node, script: string, parameters: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await node.exec(['sh', '-c', script, 'sh', node.dataDir, ...parameters])
  if (code !== 0) throw new Error(`${node.name}: ${stderr.trim() || `exit code ${code}`}`)
  return stdout.trim()
}

function patternOf(value: Json): string {
  const { files } = fieldsOf(value)
  return typeof files === 'string' ? files : '*'
}
