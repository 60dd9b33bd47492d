import type { Embedded, EmbeddedFault, EmbeddedRole, EmbeddedStep } from '../embedded.ts'

/** Outcomes as numbers, in the order of the columns. */
export const OK = 0
export const FAIL = 1
export const INFO = 2

/** The ops as flat arrays by position (order of invocation). Times in µs. */
export interface Ops {
  readonly count: number
  readonly index: Float64Array
  /** History index of the completion; -1: none. */
  readonly done: Float64Array
  readonly at: Float64Array
  /** Completion; an op without one ends with the run. */
  readonly end: Float64Array
  readonly process: Int32Array
  readonly lane: Int32Array
  readonly type: Uint8Array
  readonly f: Uint16Array
  readonly node: Int16Array
  readonly key: Int32Array
  readonly error: Int32Array
  /** 1 where a checker found fault with the op. */
  readonly found: Uint8Array
  /** How many ops of the run each stands for. */
  readonly weight: Float64Array
  readonly value: readonly string[]
  readonly result: Readonly<Record<number, string>>
}

/** The run as the viewer works with it. */
export interface RunData {
  readonly end: number
  readonly nodes: readonly string[]
  readonly fs: readonly string[]
  readonly keys: readonly string[]
  readonly errors: readonly { readonly kind: string; readonly message: string }[]
  readonly ops: Ops
  /** Positions of each lane's ops, in order of time. */
  readonly lanes: readonly Int32Array[]
  readonly laneNames: readonly string[]
  /** Positions of the ops found fault with. */
  readonly found: readonly number[]
  readonly faults: readonly EmbeddedFault[]
  readonly steps: readonly EmbeddedStep[]
  readonly roles: readonly EmbeddedRole[]
  readonly lag: { readonly node: Int16Array; readonly at: Float64Array; readonly bytes: Float64Array }
  readonly note: string | undefined
}

/** Base64 of gzipped JSON, as the page holds it. */
export async function load(base64: string): Promise<RunData> {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return unpack((await new Response(json).json()) as Embedded)
}

/** Undoes the differences, and sorts the ops into lanes: one a thread, or one a process where threads are unknown. */
export function unpack(embedded: Embedded): RunData {
  const { ops: columns, concurrency, end, nodes } = embedded
  const index = sums(columns.index)
  const at = sums(columns.at)
  const threads = concurrency > 0 ? columns.process.map((process) => process % concurrency) : columns.process
  const names = [...new Set(threads)].sort((a, b) => a - b)
  const numbers = new Map(names.map((name, lane) => [name, lane]))
  const lane = Int32Array.from(threads, (thread) => numbers.get(thread) ?? 0)
  const positions = names.map((): number[] => [])
  lane.forEach((number, position) => {
    positions[number]?.push(position)
  })
  const cited = new Set(embedded.found)
  const found = Uint8Array.from(index, (i) => (cited.has(i) ? 1 : 0))
  return {
    end,
    nodes,
    fs: columns.fs,
    keys: columns.keys,
    errors: columns.errors,
    ops: {
      count: columns.count,
      index,
      done: Float64Array.from(columns.done, (after, i) => (after === 0 ? -1 : (index[i] ?? 0) + after)),
      at,
      end: Float64Array.from(columns.took, (took, i) => (took < 0 ? end : (at[i] ?? 0) + took)),
      process: Int32Array.from(columns.process),
      lane,
      type: Uint8Array.from(columns.type),
      f: Uint16Array.from(columns.f),
      node: Int16Array.from(columns.node),
      key: Int32Array.from(columns.key),
      error: Int32Array.from(columns.error),
      found,
      weight: Float64Array.from(columns.type, (type, i) =>
        found[i] === 1 ? 1 : type === OK ? embedded.weights.ok : embedded.weights.other,
      ),
      value: columns.value,
      result: columns.result,
    },
    lanes: positions.map((list) => Int32Array.from(list)),
    laneNames: names.map(String),
    found: [...found.keys()].filter((position) => found[position] === 1),
    faults: embedded.faults,
    steps: embedded.steps,
    roles: embedded.roles,
    lag: {
      node: Int16Array.from(embedded.lag.node),
      at: sums(embedded.lag.at),
      bytes: Float64Array.from(embedded.lag.bytes),
    },
    note: embedded.note,
  }
}

function sums(differences: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(differences, (difference) => {
    sum += difference
    return sum
  })
}
