import { connect, probeEngine } from '../src/cluster/docker/engine.ts'
import { ensureBuilt, ensureImage } from '../src/cluster/docker/image.ts'

/**
 * Builds the images once, before any test needs it: on a fresh machine that takes a minute or two, and no test
 * should pay. Where no engine answers there is nothing to do here; the tests themselves say so.
 */
export default async function setup(): Promise<void> {
  const { works } = await probeEngine()
  if (!works) return
  const engine = await connect()
  await ensureImage(engine, 'postgres', (line) => console.log(line))
  await ensureBuilt(engine, 'network', (line) => console.log(line))
}
