import type { Address, Cluster, Node } from '../../../src/cluster/cluster.ts'
import { InProcessNetwork } from '../../../src/cluster/in-process/network.ts'
import type { StubSet } from './server/index.ts'

/** How long the others need to notice that their primary is gone, ms. */
const electionMs = 200

/**
 * Machines as a backend with images has them, on which `mongod` is a server of the stub's: what Murphy does as an operator can
 * be seen without a mongod. `commands` are the command lines that were started.
 */
export function machines(stub: StubSet, options: { endsAtOnce?: string } = {}) {
  const commands = new Map<string, readonly string[]>()
  const running = new Set<string>()
  const end = async (name: string) => {
    if (!running.delete(name)) return
    await stub.listener(name).close()
    const led = stub.set.primary.name === name
    stub.set.isolate(name)
    if (led) setTimeout(() => stub.set.elect(), electionMs)
  }
  const node = (name: string): Node => ({
    name,
    dataDir: `/data/${name}`,
    listen: { host: '0.0.0.0', port: 27017 },
    exec: async () => ({ code: 0, stdout: '', stderr: '' }),
    writeFile: async () => {},
    readFile: async () => '',
    async start(argv) {
      commands.set(name, argv)
      if (options.endsAtOnce === name) return
      await stub.listener(name).listen()
      running.add(name)
      if (stub.set.initiated) stub.set.heal()
    },
    kill: () => end(name),
    signal: () => end(name),
    pause: async () => {},
    resume: async () => {},
    state: async () => (running.has(name) ? 'running' : 'stopped'),
    logTail: async () => 'Failed to unlink socket file',
  })
  const nodes = stub.set.members.map(({ name }) => node(name))
  const cluster: Cluster = {
    backend: 'docker',
    nodes,
    network: new InProcessNetwork(),
    provenance: {},
    node: (name) => nodes.find((each) => each.name === name) ?? node(name),
    address: (to, from): Address =>
      from === 'client' ? { host: '127.0.0.1', port: stub.listener(to).port } : { host: to, port: 27017 },
    async collectLogs() {},
    async down() {
      for (const each of [...running]) await end(each)
    },
  }
  return { cluster, commands }
}
