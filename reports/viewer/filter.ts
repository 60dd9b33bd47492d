import type { Ops, RunData } from './data.ts'

/** Which ops are drawn; everything by default. */
export interface Filter {
  readonly types: ReadonlySet<number>
  /** Into `fs`, nodes (-1: not known). */
  readonly fs: ReadonlySet<number>
  readonly nodes: ReadonlySet<number>
  /** Processes by number; empty: all. */
  readonly processes: ReadonlySet<number>
  /** Into `keys`; undefined: all. */
  readonly key: number | undefined
  readonly foundOnly: boolean
}

export function everything(run: RunData): Filter {
  return {
    types: new Set([0, 1, 2]),
    fs: new Set(run.fs.keys()),
    nodes: new Set([-1, ...run.nodes.keys()]),
    processes: new Set(),
    key: undefined,
    foundOnly: false,
  }
}

/** One byte an op: 1 where it passes. */
export function mask(ops: Ops, filter: Filter): Uint8Array {
  const out = new Uint8Array(ops.count)
  const { types, fs, nodes, processes, key, foundOnly } = filter
  for (let i = 0; i < ops.count; i++) {
    const passes =
      types.has(ops.type[i] ?? 0) &&
      fs.has(ops.f[i] ?? 0) &&
      nodes.has(ops.node[i] ?? -1) &&
      (processes.size === 0 || processes.has(ops.process[i] ?? -1)) &&
      (key === undefined || ops.key[i] === key) &&
      (!foundOnly || ops.found[i] === 1)
    out[i] = passes ? 1 : 0
  }
  return out
}

/** `3, 13 20-22` → {3, 13, 20, 21, 22}; anything else in it is passed over. */
export function readProcesses(text: string): ReadonlySet<number> {
  const out = new Set<number>()
  for (const [, from, to] of text.matchAll(/(\d{1,9})(?:\s*-\s*(\d{1,9}))?/g)) {
    const first = Number(from)
    const last = Math.min(to === undefined ? first : Number(to), first + 10_000)
    for (let process = first; process <= last; process++) out.add(process)
  }
  return out
}
