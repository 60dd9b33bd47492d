import type Docker from 'dockerode'
import type { CleanedThing } from '../cluster.ts'
import { statusOf } from './engine.ts'
import { controllerIsGone, LABEL, type Labels } from './labels.ts'

/** Removes every container and network of a run, in whatever state; what is gone already is fine. */
export async function removeRun(engine: Docker, runId: string): Promise<CleanedThing[]> {
  const filters = { label: [`${LABEL.run}=${runId}`] }
  const containers = await engine.listContainers({ all: true, filters })
  await Promise.all(containers.map((container) => removeContainer(engine.getContainer(container.Id))))
  const networks = await engine.listNetworks({ filters })
  await Promise.all(networks.map((network) => removeNetwork(engine.getNetwork(network.Id))))
  return [
    ...containers.map(({ Names, Id }) => ({ kind: 'container' as const, name: Names[0]?.slice(1) ?? Id, runId })),
    ...networks.map(({ Name }) => ({ kind: 'network' as const, name: Name, runId })),
  ]
}

/** The runs whose controllers are gone. */
export async function abandonedRuns(engine: Docker): Promise<string[]> {
  const filters = { label: [LABEL.run] }
  const containers = await engine.listContainers({ all: true, filters })
  const networks = await engine.listNetworks({ filters })
  const labels: Labels[] = [...containers, ...networks].map((thing) => thing.Labels ?? {})
  const runs = new Map(labels.map((of) => [of[LABEL.run] ?? '', of]))
  const abandoned: string[] = []
  for (const [run, of] of runs) if (await controllerIsGone(of)) abandoned.push(run)
  return abandoned
}

async function removeContainer(container: Docker.Container): Promise<void> {
  await insisting(async () => {
    await container.remove({ force: true, v: true })
  })
}

async function removeNetwork(network: Docker.Network): Promise<void> {
  await insisting(async () => {
    await network.remove()
  })
}

/** 404: gone. 403 and 409: someone else removes it, or its last endpoint is just going; then it is tried again. */
async function insisting(remove: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await remove()
    } catch (error) {
      const status = statusOf(error)
      if (status === 404) return
      if (tries >= 50 || (status !== 403 && status !== 409)) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
