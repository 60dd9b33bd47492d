import type { Json, Op } from '../../../src/op/op.ts'

/** Brute force over tiny histories, written from the definitions alone: nothing of the checker is used. */

export type Mop = readonly ['append' | 'w' | 'r', string, Json]

export interface Txn {
  readonly id: number
  readonly type: 'ok' | 'info' | 'fail'
  readonly mops: readonly Mop[]
  readonly process: number
  readonly begin: number
  /** Infinity where nothing came back. */
  readonly end: number
}

/** A history's transactions, identified by their place. */
export function transactions(history: readonly Op[]): Txn[] {
  const txns: Txn[] = []
  history.forEach((op, begin) => {
    if (op.type !== 'invoke') return
    const end = history.findIndex((each, i) => i > begin && each.process === op.process)
    const done = end < 0 || history[end]?.type === 'invoke' ? undefined : history[end]
    const type = done?.type === 'ok' ? 'ok' : done?.type === 'fail' ? 'fail' : 'info'
    const mops = (done ?? op).value as unknown as readonly Mop[]
    txns.push({ id: txns.length, type, mops, process: op.process as number, begin, end: done ? end : Infinity })
  })
  return txns
}

/** Does a committed transaction come before another one in real time? */
export function precedes(a: Txn, b: Txn): boolean {
  return a.type === 'ok' && a.end < b.begin
}

/** Is there one order of the transactions, some indeterminate ones left out, that explains every read? */
export function isSerializable(history: readonly Op[], realtime: boolean): boolean {
  const txns = transactions(history).filter(({ type }) => type !== 'fail')
  const search = (left: readonly Txn[], state: ReadonlyMap<string, Json>): boolean => {
    if (left.every(({ type }) => type === 'info')) return true
    return left.some((txn) => {
      if (realtime && left.some((other) => other !== txn && precedes(other, txn))) return false
      const next = run(txn, state)
      return (
        next !== undefined &&
        search(
          left.filter((other) => other !== txn),
          next,
        )
      )
    })
  }
  return search(txns, new Map())
}

/** The state after a transaction, or undefined if one of its reads saw something else. */
function run({ type, mops }: Txn, before: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> | undefined {
  const state = new Map(before)
  for (const [f, key, value] of mops) {
    const held = state.get(key) ?? null
    if (f === 'w') state.set(key, value)
    else if (f === 'append') state.set(key, [...((held as Json[] | null) ?? []), value])
    else if (type === 'ok' && text(held) !== text(value)) return undefined
  }
  return state
}

const text = (value: Json) => JSON.stringify(Array.isArray(value) && value.length === 0 ? null : value)

export interface Edge {
  readonly from: number
  readonly to: number
  readonly kind: 'ww' | 'wr' | 'rw' | 'realtime'
}

/**
 * For each way to order the versions of lists that the reads allow: the types of all simple cycles in Adya's graph.
 * Indeterminate transactions of which nothing was read are taken as aborted, which can only remove cycles.
 */
export function* cycleTypes(history: readonly Op[], realtime: boolean): Generator<Set<string>> {
  const all = transactions(history)
  const seen = new Set(all.flatMap(({ type, mops }) => (type === 'ok' ? mops.flatMap(elements) : [])))
  const txns = all.filter(
    ({ type, mops }) => type === 'ok' || (type === 'info' && mops.some((mop) => seen.has(name(mop)))),
  )
  const keys = [...new Set(txns.flatMap(({ mops }) => mops.map(([, key]) => key)))]
  const orders = keys.map((key) => [...versionOrders(txns, key)])
  for (const choice of product(orders)) {
    const edges = keys.flatMap((key, i) => dataEdges(txns, key, choice[i] ?? []))
    if (realtime)
      for (const a of txns)
        for (const b of txns) if (precedes(a, b)) edges.push({ from: a.id, to: b.id, kind: 'realtime' })
    yield typesOf(edges)
  }
}

/** How many appends of a key nobody read, at most over the keys: with two or more nothing tells their order. */
export function mostUnread(history: readonly Op[]): number {
  const txns = transactions(history).filter(({ type }) => type !== 'fail')
  const seen = new Set(txns.flatMap(({ type, mops }) => (type === 'ok' ? mops.flatMap(elements) : [])))
  const unread = new Map<string, number>()
  for (const { mops } of txns)
    for (const mop of mops)
      if (mop[0] === 'append' && !seen.has(name(mop))) unread.set(mop[1], (unread.get(mop[1]) ?? 0) + 1)
  return Math.max(0, ...unread.values())
}

const name = ([f, key, value]: Mop) => (f === 'append' ? `${key} ${value}` : '')
const elements = ([f, key, value]: Mop) =>
  f === 'r' && Array.isArray(value) ? value.map((each) => `${key} ${each}`) : []

/** The longest read, and then what nobody read in any order. */
function* versionOrders(txns: readonly Txn[], key: string): Generator<Json[]> {
  const own = txns.flatMap(({ type, mops }) => mops.filter(([, k]) => k === key).map((mop) => ({ type, mop })))
  const reads = own.flatMap(({ type, mop: [f, , value] }) =>
    f === 'r' && type === 'ok' ? [(value ?? []) as Json[]] : [],
  )
  const longest = reads.reduce((a, b) => (b.length > a.length ? b : a), [])
  const rest = own.flatMap(({ mop: [f, , value] }) => (f === 'append' && !longest.includes(value) ? [value] : []))
  for (const order of permutations(rest)) yield [...longest, ...order]
}

function dataEdges(txns: readonly Txn[], key: string, order: readonly Json[]): Edge[] {
  const writer = (value: Json | undefined) =>
    txns.find(({ mops }) => mops.some(([f, k, v]) => f === 'append' && k === key && v === value))
  const edges: Edge[] = []
  const add = (from: Txn | undefined, to: Txn | undefined, kind: Edge['kind']) => {
    if (from && to && from !== to) edges.push({ from: from.id, to: to.id, kind })
  }
  order.forEach((value, i) => {
    if (i > 0) add(writer(order[i - 1]), writer(value), 'ww')
  })
  for (const txn of txns)
    for (const [f, k, value] of txn.mops) {
      if (f !== 'r' || k !== key || txn.type !== 'ok') continue
      const list = (value ?? []) as Json[]
      if (list.length > 0) add(writer(list.at(-1)), txn, 'wr')
      if (list.length < order.length) add(txn, writer(order[list.length]), 'rw')
    }
  return edges
}

/** Adya's names, from the edges of each simple cycle; every choice among parallel edges is tried. */
export function typesOf(edges: readonly Edge[]): Set<string> {
  const unique = [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()]
  const types = new Set<string>()
  const walk = (start: number, at: number, path: readonly Edge[]) => {
    for (const edge of unique) {
      if (edge.from !== at) continue
      if (edge.to === start) types.add(typeOf([...path, edge]))
      else if (edge.to > start && !path.some(({ to }) => to === edge.to)) walk(start, edge.to, [...path, edge])
    }
  }
  for (const start of new Set(unique.map(({ from }) => from))) walk(start, start, [])
  types.delete('')
  return types
}

function typeOf(cycle: readonly Edge[]): string {
  const kinds = cycle.map(({ kind }) => kind)
  if (kinds.every((kind) => kind === 'realtime')) return ''
  const rw = kinds.filter((kind) => kind === 'rw').length
  const adjacent = kinds.some((kind, i) => kind === 'rw' && kinds[(i + 1) % kinds.length] === 'rw')
  const base =
    rw === 0
      ? kinds.includes('wr')
        ? 'G1c'
        : 'G0'
      : rw === 1
        ? 'G-single-item'
        : adjacent
          ? 'G2-item'
          : 'G-nonadjacent-item'
  return kinds.includes('realtime') ? `${base}-realtime` : base
}

export function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield []
  for (const [i, item] of items.entries())
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [item, ...rest]
}

export function* product<T>(choices: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = choices
  if (first === undefined) yield []
  else for (const item of first) for (const others of product(rest)) yield [item, ...others]
}
