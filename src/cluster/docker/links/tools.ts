import type Docker from 'dockerode'
import { MurphyError } from '../../../op/failure.ts'
import type { BackendCapability, LinkCapability, Mechanism } from '../../cluster.ts'
import { ensureBuilt } from '../image.ts'
import type { Labels } from '../labels.ts'
import { Companions } from './companion.ts'
import { bestWay, linkCapabilities, mechanismOf, type Parts, probeKernel, type ShapingWay } from './mechanisms.ts'

export interface ToolsParts {
  readonly engine: Docker
  readonly labels: Labels
  readonly log: (line: string) => void
  /** Where it should not be the best that works here. */
  readonly way?: ShapingWay | undefined
}

/** What makes the links of one run worse: the way that this machine's kernel allows, and the containers that do it. */
export class LinkTools {
  readonly way: ShapingWay
  readonly companions: Companions
  readonly #has: Parts

  private constructor(way: ShapingWay, has: Parts, companions: Companions) {
    this.way = way
    this.#has = has
    this.companions = companions
  }

  /** Builds the tools' image if need be, and tries what the kernel can do. */
  static async open({ engine, labels, log, way: chosen }: ToolsParts): Promise<LinkTools> {
    const has = await probeKernel(engine, labels, log)
    const { tag } = await ensureBuilt(engine, 'network', log)
    const way = chosen ?? bestWay(has)
    return new LinkTools(way, has, new Companions(engine, tag, labels, way === 'queue' ? 'daemon' : 'idle'))
  }

  mechanism(capability: LinkCapability): Mechanism {
    return mechanismOf(capability, this.way, this.#has)
  }

  /** Refuses by name what this machine cannot do. */
  demand(needs: readonly BackendCapability[]): void {
    for (const need of linkCapabilities.filter((capability) => needs.includes(capability))) {
      const mechanism = this.mechanism(need)
      if ('by' in mechanism) continue
      throw new MurphyError('usage', `This machine cannot do ${need} on docker: ${mechanism.lacks}.`, {
        hint: 'Load the module (`modprobe sch_netem`), or choose other faults; `murphy doctor` lists what works.',
      })
    }
  }
}
