import type { Cluster } from '../../../src/cluster/cluster.ts'
import { existing } from '../../../src/cluster/existing/index.ts'
import type { Json } from '../../../src/op/op.ts'
import type { Options } from '../../../src/op/option.ts'
import { readServers } from '../../../src/scenario/servers.ts'
import { mongodb } from '../../../src/targets/mongodb/index.ts'
import type { System } from '../../../src/targets/target.ts'
import { StubSet } from './server/index.ts'

export interface OnStub {
  readonly stub: StubSet
  readonly cluster: Cluster
  readonly system: System
  readonly recorded: readonly (readonly [string, Json])[]
  down(): Promise<void>
}

/** The target as it is pointed at servers that run already, which are the stub's. */
export async function onStub(setting: string, options: Options = {}): Promise<OnStub> {
  const stub = await StubSet.start()
  const servers = readServers(stub.places, mongodb)
  const cluster = await existing.up({
    runId: 'test',
    nodes: ['n1', 'n2', 'n3'],
    port: 27017,
    servers: servers.map(({ address }) => address),
    log: () => {},
  })
  const recorded: [string, Json][] = []
  const system = await mongodb.deploy({
    cluster,
    existing: { servers, secret: () => undefined, space: 'murphy_0000abcd' },
    setting,
    options,
    seed: 1,
    log: () => {},
    record: (f, value) => void recorded.push([f, value]),
  })
  return {
    stub,
    cluster,
    system,
    recorded,
    async down() {
      await system.close()
      await cluster.down()
      await stub.stop()
    },
  }
}
