import { MurphyError } from '../../../op/failure.ts'
import { variables } from '../../mysql/existing/rows.ts'
import type { Topology } from '../../mysql/existing/topology.ts'
import { look, lookFirst } from '../galera/look.ts'
import { sample } from '../galera/sample.ts'

/** A Galera cluster: all that serve lead. */
export const galera: Topology = {
  lookFirst: [lookFirst],
  sessionFirst: (options) => [`set session wsrep_sync_wait = ${Number(options['wsrep-sync-wait'] ?? 0)}`],
  async refuse(each) {
    const members = await each(async (rows) => {
      const status = await variables(rows, 'wsrep', 'status')
      return { of: status.get('wsrep_cluster_state_uuid') ?? '', ready: status.get('wsrep_ready') === 'ON' }
    })
    const [first] = members
    for (const { server, seen } of members) {
      if (!seen.ready)
        throw new MurphyError(
          'usage',
          `${server} is no member of a Galera cluster that serves (wsrep_ready is not ON).`,
          {
            hint: 'Say --setting async or semi-sync for a primary and its replicas; or let the cluster become whole first.',
          },
        )
      if (seen.of !== first?.seen.of)
        throw new MurphyError('usage', `${first?.server} and ${server} are members of different Galera clusters.`, {
          hint: 'Give --nodes members of one cluster.',
        })
    }
  },
  leads: async (monitor, node, ms) => (await look(monitor, node, ms)).serves,
  sample,
}
