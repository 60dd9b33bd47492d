import type { Register } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { Client } from './client.ts'

const folder = '/register'

/**
 * Registers as znodes, values as JSON. A compare-and-set reads, and writes if the version is still the same: what was
 * changed in between is no refusal, since nobody knows what it held then, but a definite failure.
 */
export function register(client: Client): Register {
  return {
    async setup() {
      await client.create(folder, '')
    },
    async read(key) {
      return parsed((await client.get(path(key)))?.data)
    },
    async write(key, value) {
      const data = JSON.stringify(value)
      while (!(await client.set(path(key), data)) && !(await client.create(path(key), data)));
    },
    async cas(key, from, to) {
      const found = await client.get(path(key))
      if (JSON.stringify(parsed(found?.data)) !== JSON.stringify(from)) return false
      const data = JSON.stringify(to)
      return found === undefined
        ? await client.create(path(key), data)
        : await client.set(path(key), data, found.version)
    },
    close: async () => client.close(),
  }
}

const path = (key: Json) => `${folder}/${encodeURIComponent(JSON.stringify(key))}`

function parsed(data: string | undefined): Json {
  return data === undefined ? null : (JSON.parse(data) as Json)
}
