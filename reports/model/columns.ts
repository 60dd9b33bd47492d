import { outcome, type Pair } from '../../src/history/pair.ts'
import type { OpColumns } from '../embedded.ts'
import { clip, valueText } from '../text.ts'

const codes = { ok: 0, fail: 1, info: 2 } as const

/** Words numbered in the order of their first appearance. */
class Dictionary<T> {
  readonly entries: T[] = []
  readonly #numbers = new Map<string, number>()

  number(key: string, entry: T): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.entries.length)
    return this.entries.push(entry) - 1
  }
}

/** The viewer's columns; no text in them is longer than `limit` characters. */
export function opColumns(calls: readonly Pair[], nodes: readonly string[], limit: number): OpColumns {
  const fs = new Dictionary<string>()
  const keys = new Dictionary<string>()
  const errors = new Dictionary<{ kind: string; message: string }>()
  const result: Record<number, string> = {}
  calls.forEach((call, i) => {
    const learnt = learntText(call, limit)
    if (learnt !== undefined) result[i] = learnt
  })
  const micros = calls.map(({ invoke }) => Math.round(invoke.time / 1000))
  return {
    count: calls.length,
    index: calls.map(({ invoke }, i) => invoke.index - (calls[i - 1]?.invoke.index ?? 0)),
    done: calls.map(({ invoke, complete }) => (complete === undefined ? 0 : complete.index - invoke.index)),
    at: micros.map((at, i) => at - (micros[i - 1] ?? 0)),
    took: calls.map(({ invoke, complete }) =>
      complete === undefined ? -1 : Math.max(0, Math.round((complete.time - invoke.time) / 1000)),
    ),
    process: calls.map(({ invoke }) => (typeof invoke.process === 'number' ? invoke.process : -1)),
    type: calls.map((call) => codes[outcome(call)]),
    f: calls.map(({ invoke }) => fs.number(invoke.f, clip(invoke.f, 60))),
    fs: fs.entries,
    node: calls.map(({ invoke, complete }) => nodes.indexOf(complete?.node ?? invoke.node ?? '')),
    key: calls.map(({ invoke }) => {
      if (invoke.key === undefined) return -1
      const text = typeof invoke.key === 'string' ? invoke.key : JSON.stringify(invoke.key)
      return keys.number(text, clip(text, 80))
    }),
    keys: keys.entries,
    value: calls.map(({ invoke }) => valueText(invoke.value, limit)),
    result,
    error: calls.map(({ complete }) => {
      if (complete?.error === undefined) return -1
      const { kind, message } = complete.error
      return errors.number(`${kind}\n${message}`, { kind: clip(kind, 80), message: clip(message, 300) })
    }),
    errors: errors.entries,
  }
}

/** The completion's value where it says more than the invocation did; an ok read of nothing learnt `nil`. */
export function learntText({ invoke, complete }: Pair, limit: number): string | undefined {
  if (complete === undefined) return undefined
  if (complete.value === null) return complete.type === 'ok' && invoke.value === null ? 'nil' : undefined
  const text = valueText(complete.value, limit)
  return text === valueText(invoke.value, limit) ? undefined : text
}
