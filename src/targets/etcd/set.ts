import type { GrowSet } from '../../client/data-types.ts'
import type { Kv } from './kv.ts'

const prefix = 'set/'

/** A set as keys under a prefix, the way in which services register themselves in etcd. */
export function set(kv: Kv): GrowSet {
  return {
    async setup() {},
    close: async () => kv.close(),
    async add(element) {
      await kv.put(`${prefix}${element}`, '')
    },
    async read() {
      const entries = await kv.list(prefix)
      return entries.map(({ key }) => Number(key.slice(prefix.length))).sort((a, b) => a - b)
    },
  }
}
