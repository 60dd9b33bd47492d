import type { Fields, Gateway } from './gateway.ts'

/** Above what the server itself waits for (5 s and two election time-outs), ms. The runner gives up earlier. */
const timeoutMs = 10_000

/** A key with its value; revisions are those of the whole store. */
export interface Entry {
  readonly key: string
  readonly value: string
  readonly created: number
  readonly modified: number
}

/** What a transaction asks of a key: it was created, or last changed, at a revision (0: it is not there), or its value. */
export type Compare =
  | { readonly key: string; readonly created: number }
  | { readonly key: string; readonly modified: number }
  | { readonly key: string; readonly value: string }

export type Act =
  | { readonly put: string; readonly value: string }
  | { readonly remove: string }
  | { readonly get: string; readonly serializable: boolean }

/** The KV service in plain words. Keys and values are text; on the wire they are base64. */
export class Kv {
  readonly #gateway: Gateway
  /** Whether reads may be answered from the member's own state, however old (etcd's flag `serializable`). */
  readonly #serializable: boolean
  /** All keys begin with it, and nobody who speaks to this sees it. */
  readonly #prefix: string

  constructor(gateway: Gateway, how: { readonly serializable: boolean; readonly prefix?: string }) {
    this.#gateway = gateway
    this.#serializable = how.serializable
    this.#prefix = how.prefix ?? ''
  }

  /** A key on the wire, for services beyond KV, and back. */
  encode(key: string): string {
    return encode(`${this.#prefix}${key}`)
  }

  decode(key: unknown): string {
    return decode(key).slice(this.#prefix.length)
  }

  async get(key: string): Promise<Entry | undefined> {
    return (await this.#range({ key: this.encode(key) }))[0]
  }

  /** All whose keys begin with `prefix`, in the order of their keys. */
  async list(prefix: string): Promise<Entry[]> {
    return await this.#range({ key: this.encode(prefix), range_end: this.encode(after(prefix)) })
  }

  /** Resolves with the revision at which the key was given the value. */
  async put(key: string, value: string): Promise<number> {
    const { header } = await this.call('kv/put', { key: this.encode(key), value: encode(value) })
    return Number((header as Fields).revision)
  }

  async remove(key: string): Promise<void> {
    await this.call('kv/deleterange', { key: this.encode(key) })
  }

  /** Removes all keys that begin with the prefix of this; whether there were any. */
  async clear(): Promise<boolean> {
    const { deleted } = await this.call('kv/deleterange', {
      key: encode(this.#prefix),
      range_end: encode(after(this.#prefix)),
    })
    return Number(deleted ?? 0) > 0
  }

  /** Reads several keys in one state; absent ones are missing. */
  async getAll(keys: readonly string[]): Promise<Map<string, Entry>> {
    const success = keys.map((get) => this.#request({ get, serializable: this.#serializable }))
    const { responses } = await this.call('kv/txn', { compare: [], success })
    const entries = fieldsOf(responses).flatMap((each) => this.#entriesOf((each.response_range as Fields)?.kvs))
    return new Map(entries.map((entry) => [entry.key, entry]))
  }

  /** Performs all acts in one state if all compares hold in it; whether they did. */
  async commit(compares: readonly Compare[], acts: readonly Act[]): Promise<boolean> {
    const { succeeded } = await this.call('kv/txn', {
      compare: compares.map((each) => this.#compare(each)),
      success: acts.map((each) => this.#request(each)),
    })
    return succeeded === true
  }

  /** Any request of the gateway, for services beyond KV. */
  call(path: string, body: Fields, ms = timeoutMs): Promise<Fields> {
    return this.#gateway.call(path, body, ms)
  }

  /** The same, whose answer goes on and on; see `Gateway`. */
  stream(path: string, body: Fields, ms: number, isLast: (part: Fields) => boolean): Promise<void> {
    return this.#gateway.stream(path, body, ms, isLast)
  }

  close(): void {
    this.#gateway.close()
  }

  async #range(keys: Fields): Promise<Entry[]> {
    const { kvs } = await this.call('kv/range', { ...keys, serializable: this.#serializable })
    return this.#entriesOf(kvs)
  }

  #compare(asked: Compare): Fields {
    const common = { key: this.encode(asked.key), result: 'EQUAL' }
    if ('created' in asked) return { ...common, target: 'CREATE', create_revision: String(asked.created) }
    if ('modified' in asked) return { ...common, target: 'MOD', mod_revision: String(asked.modified) }
    return { ...common, target: 'VALUE', value: encode(asked.value) }
  }

  #request(act: Act): Fields {
    if ('put' in act) return { request_put: { key: this.encode(act.put), value: encode(act.value) } }
    if ('remove' in act) return { request_delete_range: { key: this.encode(act.remove) } }
    return { request_range: { key: this.encode(act.get), serializable: act.serializable } }
  }

  #entriesOf(kvs: unknown): Entry[] {
    return fieldsOf(kvs).map((kv) => ({
      key: this.decode(kv.key),
      value: decode(kv.value),
      created: Number(kv.create_revision ?? 0),
      modified: Number(kv.mod_revision ?? 0),
    }))
  }
}

export const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
export const decode = (text: unknown): string => Buffer.from(String(text ?? ''), 'base64').toString('utf8')

/** The first key after all that begin with `prefix` (etcd 3.4 documentation, "Interacting with etcd"). */
export function after(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
}

/** The first hundred keys from `from` up to `end` (a zero byte: to the last one), whoever's they are. */
export async function keys(gateway: Gateway, from: string, end: string, ms: number): Promise<string[]> {
  const range = { key: encode(from), range_end: encode(end), keys_only: true, limit: '100' }
  const { kvs } = await gateway.call('kv/range', range, ms)
  return fieldsOf(kvs).map(({ key }) => decode(key))
}

/** A list that proto3's JSON leaves out where it is empty. */
function fieldsOf(list: unknown): Fields[] {
  return Array.isArray(list) ? (list as Fields[]) : []
}
