import { connect as connectTcp } from 'node:net'
import type Docker from 'dockerode'
import { describe, it } from 'vitest'
import type { Address, Cluster, Node } from '../../../src/cluster/cluster.ts'
import { connect } from '../../../src/cluster/docker/engine.ts'
import { docker } from '../../../src/cluster/docker/index.ts'

const probe = await docker.probe()

/** A suite against a real engine. Where none answers it is skipped by name, in CI it fails. */
export function describeWithEngine(name: string, suite: () => void): void {
  if (probe.works) describe(name, suite)
  else if (process.env.CI === 'true') {
    describe(name, () => {
      it('finds a Docker engine', () => {
        throw new Error(`CI needs one: ${probe.detail} ${probe.hint ?? ''}`)
      })
    })
  } else describe.skip(`${name} (skipped: ${probe.detail})`, suite)
}

/** The first test on a machine may have to build the image. */
export const BUILD_MS = 600_000

export const PORT = 5432

/** Two files of tests run side by side, so ids differ by file. */
export function runIdOf(file: string): string {
  return `test-${file}-${process.pid}`
}

export function spec(runId: string, nodes: readonly string[]) {
  return { runId, nodes, port: PORT, image: 'postgres', log: () => {} }
}

/** A real PostgreSQL that answers anyone in the run's network. */
export async function startPostgres(node: Node): Promise<void> {
  const copy =
    'test -s "$0/PG_VERSION" || { cp -a "$MURPHY_TEMPLATE/." "$0" && echo "host all all 0.0.0.0/0 trust" >>"$0/pg_hba.conf"; }'
  await node.exec(['sh', '-c', copy, node.dataDir])
  await node.start(['postgres', '-D', node.dataDir, '-c', 'listen_addresses=*', '-c', 'fsync=off'])
}

/**
 * Whether a PostgreSQL answers: it says S or N to an SSLRequest (PostgreSQL documentation, 55.2.10) as soon as a process
 * of it runs, which a frozen one does not.
 */
export function answers({ host, port }: Address, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port, timeout: timeoutMs })
    const end = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])))
    socket.once('data', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}

/** Waits for something to become true; fails after a minute at the earliest. */
export async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (await check()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`never happened: ${what}`)
}

export async function postgresAnswers(cluster: Cluster, node: string): Promise<void> {
  await eventually(`${node} answers`, () => answers(cluster.address(node, 'client'), 500))
  // It answers before it serves: while it recovers it says that it is starting up.
  await eventually(`${node} serves`, async () => (await cluster.node(node).exec(['pg_isready'])).code === 0)
}

/** What the engine itself says of a node's container, past the backend. */
export async function containerOf(runId: string, node: string): Promise<Docker.Container> {
  return (await connect()).getContainer(`murphy-${runId}-${node}`)
}

/** Names of everything in the engine that carries the run's label. */
export async function leftovers(runId: string): Promise<string[]> {
  const engine = await connect()
  const filters = { label: [`murphy.run=${runId}`] }
  const containers = await engine.listContainers({ all: true, filters })
  const networks = await engine.listNetworks({ filters })
  return [...containers.map((container) => container.Names.join()), ...networks.map((network) => network.Name)]
}
