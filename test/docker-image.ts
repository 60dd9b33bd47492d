import { connect, probeEngine } from '../src/cluster/docker/engine.ts'
import { ensureImage } from '../src/cluster/docker/image.ts'

/**
 * Builds the node image once, before any test needs it: on a fresh machine that takes a minute or two, and no test
 * should pay. Where no engine answers there is nothing to do here; the tests themselves say so.
 */
export default async function setup(): Promise<void> {
  const { works } = await probeEngine()
  if (works) await ensureImage(await connect(), 'postgres', (line) => console.log(line))
}
