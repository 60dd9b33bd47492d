import type Docker from 'dockerode'
import { connect, probeEngine } from '../src/cluster/docker/engine.ts'
import { ensureBuilt, ensureImage } from '../src/cluster/docker/image.ts'

/** The machines that tests use, in the order of their first use. */
const machines = ['postgres', 'etcd', 'mariadb', 'mysql', 'redis', 'patroni', 'zookeeper']

/**
 * Builds the images once, while the pure tests run: on a fresh machine that takes a minute or two each, and no test
 * should pay. A test whose image is still being built waits for it, and says so itself where a build fails. Where no
 * engine answers there is nothing to do here; the tests themselves say so.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const { works } = await probeEngine()
  if (!works) return async () => {}
  const built = build(await connect()).catch((error: unknown) => console.log(String(error)))
  return () => built
}

async function build(engine: Docker): Promise<void> {
  const tell = (line: string) => console.log(line)
  await ensureBuilt(engine, 'network', tell)
  await ensureBuilt(engine, 'preload', tell)
  for (const machine of machines) await ensureImage(engine, machine, tell)
}
