import type { GrowSet } from '../../client/data-types.ts'
import type { Client } from './client.ts'

const folder = '/set'

/** A set as the children of a znode, the way in which services keep lists of members in ZooKeeper. */
export function set(client: Client): GrowSet {
  return {
    async setup() {
      await client.create(folder, '')
    },
    async add(element) {
      await client.create(`${folder}/${element}`, '')
    },
    async read() {
      return (await client.children(folder)).map(Number).sort((a, b) => a - b)
    },
    close: async () => client.close(),
  }
}
