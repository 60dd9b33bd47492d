import { processes } from '../../../src/cluster/process/index.ts'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import type { Json } from '../../../src/op/op.ts'
import { postgres } from '../../../src/targets/postgres/index.ts'
import type { System } from '../../../src/targets/target.ts'

export interface Deployed {
  readonly cluster: Cluster
  readonly system: System
  /** The manager's steps so far. */
  readonly steps: { readonly f: string; readonly value: Json }[]
  down(): Promise<void>
}

/** Three real servers on this machine. */
export async function deployed(setting: string, options: Record<string, string | number> = {}): Promise<Deployed> {
  const runId = `test-${setting}-${process.pid}-${Math.floor(Math.random() * 1e6)}`
  const cluster = await processes.up({ runId, nodes: ['n1', 'n2', 'n3'], port: 5432, log: () => {} })
  const steps: { f: string; value: Json }[] = []
  try {
    const record = (f: string, value: Json) => void steps.push({ f, value })
    const system = await postgres.deploy({ cluster, setting, options, seed: 1, log: () => {}, record })
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
