import type { Register } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { Kv } from './kv.ts'

/** Registers as keys, values as JSON. A null is no key, so `cas` from null creates one and to null removes it. */
export function register(kv: Kv): Register {
  const put = (key: string, value: Json) =>
    value === null ? { remove: key } : { put: key, value: JSON.stringify(value) }
  return {
    async setup() {},
    close: async () => kv.close(),
    async read(key) {
      const entry = await kv.get(name(key))
      return entry === undefined ? null : (JSON.parse(entry.value) as Json)
    },
    async write(key, value) {
      await (value === null ? kv.remove(name(key)) : kv.put(name(key), JSON.stringify(value)))
    },
    async cas(key, from, to) {
      const at = name(key)
      const guard = from === null ? { key: at, created: 0 } : { key: at, value: JSON.stringify(from) }
      return await kv.commit([guard], [put(at, to)])
    },
  }
}

const name = (key: Json) => `register/${JSON.stringify(key)}`
