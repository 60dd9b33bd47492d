import { faults, missing, needsOf } from '../../nemesis/registry.ts'
import type { Backend, BackendCapability, BackendProbe, Mechanisms } from '../cluster/cluster.ts'
import { backends } from '../cluster/registry.ts'
import { defaultsOf } from '../op/option.ts'
import { machinesOf } from '../targets/place.ts'
import { targets } from '../targets/registry.ts'
import type { Target } from '../targets/target.ts'

export interface BackendHealth extends BackendProbe {
  readonly backend: string
  readonly about: string
  readonly targets: readonly string[]
  /** Of those targets that this machine may not be able to run: what their images lack. */
  readonly lacking: readonly { readonly target: string; readonly lacks: string }[]
  /** Each fault on this backend of this machine. */
  readonly faults: readonly FaultHealth[]
}

export interface FaultHealth extends Way {
  readonly fault: string
  /** The same for programs that ask the vDSO for the time of day, as Go's do, where it is another. */
  readonly vdso?: Way
}

/** How a fault works, or why not. */
export interface Way {
  /** What neither the backend, here, nor a target that runs on it can do; empty: the fault works. */
  readonly lacks: readonly string[]
  /** By which mechanism; absent where the target does it. */
  readonly by?: string
  /** Why it does not work, in one sentence. */
  readonly why?: string
}

/** Tries every backend for real and says which faults it can do, by which mechanism. `log`: what takes its time. */
export async function doctor(log: (line: string) => void = () => {}): Promise<BackendHealth[]> {
  return Promise.all(
    backends.map(async (backend) => {
      const probe = await backend.probe()
      const mechanisms = ((probe.works && (await backend.mechanisms?.(log))) || {}) satisfies Mechanisms
      const here = targets.filter((target) => target.backends[backend.name] !== undefined)
      return {
        backend: backend.name,
        about: backend.about,
        ...probe,
        targets: here.map((target) => target.name),
        lacking: probe.works ? await lacking(here, backend) : [],
        faults: faults.map((fault) => health(fault, backend, mechanisms)),
      }
    }),
  )
}

async function lacking(here: readonly Target[], backend: Backend): Promise<BackendHealth['lacking']> {
  const found = await Promise.all(
    here.map(async ({ name, backends: places, options }) => {
      const place = places[backend.name]
      const image = place && machinesOf(place, defaultsOf(options)).image
      const lacks = image === undefined ? undefined : await backend.imageLacks?.(image)
      return lacks === undefined ? [] : [{ target: name, lacks }]
    }),
  )
  return found.flat()
}

function health(fault: (typeof faults)[number], backend: Backend, mechanisms: Mechanisms): FaultHealth {
  const [usual, vdso] = [needsOf(fault), needsOf(fault, 'vdso')]
  const isOther = (capability: BackendCapability) => vdso.includes(capability) && !usual.includes(capability)
  return {
    fault: fault.name,
    ...way(usual, backend, mechanisms),
    ...(backend.capabilities.some(isOther) && { vdso: way(vdso, backend, mechanisms) }),
  }
}

function way(needs: ReturnType<typeof needsOf>, backend: Backend, mechanisms: Mechanisms): Way {
  const offered = targets.flatMap(({ backends: places, capabilities }) => {
    const place = places[backend.name]
    return place === undefined ? [] : (place.only?.capabilities ?? capabilities)
  })
  const how = new Map(Object.entries(mechanisms))
  const refused = needs.filter((need) => 'lacks' in (how.get(need) ?? {}))
  const lacks = [...missing(needs, backend.capabilities, offered), ...refused]
  const reasons = lacks.flatMap((need) => {
    const mechanism = how.get(need)
    const never = new Map(Object.entries(backend.lacks ?? {})).get(need)
    return mechanism !== undefined && 'lacks' in mechanism ? mechanism.lacks : (never ?? [])
  })
  const by = needs.flatMap((need) => {
    const mechanism = how.get(need)
    return mechanism !== undefined && 'by' in mechanism ? mechanism.by : []
  })
  return {
    lacks,
    ...(lacks.length === 0 && by.length > 0 && { by: [...new Set(by)].join(', ') }),
    ...(reasons[0] !== undefined && { why: reasons[0] }),
  }
}
