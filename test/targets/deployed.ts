import { setTimeout as sleep } from 'node:timers/promises'
import type { Backend, BackendCapability, Cluster, Cut } from '../../src/cluster/cluster.ts'
import type { Json } from '../../src/op/op.ts'
import type { Options } from '../../src/op/option.ts'
import { machinesOf } from '../../src/targets/place.ts'
import type { System, Target } from '../../src/targets/target.ts'

export interface Deployed {
  readonly cluster: Cluster
  readonly system: System
  /** The manager's steps so far. */
  readonly steps: { readonly f: string; readonly value: Json }[]
  /** Ends everything; may be called again. */
  down(): Promise<void>
}

const three = ['n1', 'n2', 'n3']

export interface Wanted {
  readonly setting: string
  readonly backend: Backend
  readonly options?: Options
  /** Default: three. */
  readonly nodes?: readonly string[]
  readonly needs?: readonly BackendCapability[]
}

/** Real servers. */
export async function deployed(
  target: Target,
  { setting, backend, options = {}, nodes = three, needs = [] }: Wanted,
): Promise<Deployed> {
  const runId = `test-${process.pid}-${Math.floor(Math.random() * 1e6)}`
  const place = target.backends[backend.name]
  if (place === undefined) throw new Error(`${target.name} is not on ${backend.name}`)
  const cluster = await backend.up({ runId, nodes, ...machinesOf(place, options), needs, log: () => {} })
  const steps: { f: string; value: Json }[] = []
  try {
    const record = (f: string, value: Json) => void steps.push({ f, value })
    const system = await target.deploy({ cluster, setting, options, seed: 1, log: () => {}, record })
    return {
      cluster,
      system,
      steps,
      async down() {
        await system.close()
        await cluster.down()
      },
    }
  } catch (error) {
    await cluster.down()
    throw error
  }
}

/** Nothing passes between the node and the others; clients reach all. */
export function isolation(node: string, nodes = three): Cut[] {
  return nodes
    .filter((other) => other !== node)
    .flatMap((other) => [
      { from: node, to: other },
      { from: other, to: node },
    ])
}

/** Asks until the answer is true; false after a minute. */
export async function eventually(ask: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + 60_000
  while (performance.now() < end) {
    if (await ask().catch(() => false)) return true
    await sleep(100)
  }
  return false
}

export async function roles(system: System): Promise<Record<string, string>> {
  return Object.fromEntries((await system.sample()).map(({ node, role }) => [node, role]))
}

/** Adds an element through a session of its own. */
export async function add(system: System, element: number, node = system.primary()): Promise<void> {
  const session = await system.connect('set', node)
  try {
    await session.add(element)
  } finally {
    await session.close()
  }
}

export async function elements(system: System, node = system.primary()): Promise<number[]> {
  const session = await system.connect('set', node)
  try {
    return await session.read()
  } finally {
    await session.close()
  }
}

export async function setUp(system: System): Promise<void> {
  const session = await system.connect('set', system.primary())
  await session.setup()
  await session.close()
}
