import { attached, versionText } from '../../common/existing/attach.ts'
import type { Access, Deployment, System } from '../../target.ts'
import { Asker } from '../asker.ts'
import { Connection } from '../connection.ts'
import { classify } from '../errors.ts'
import { look, versionOf } from '../look.ts'
import { ping, pingOverTls } from '../ping.ts'
import { sample } from '../sample.ts'
import { type Offered, sessions } from '../sessions.ts'
import { waitingOf } from '../waiting.ts'
import { loginAt } from './credentials.ts'
import { prefixOf, remove, tryToWrite } from './space.ts'

const lookMs = 2000
const connectMs = 2000

/** A master and its replicas that run already; all keys of the run begin with a prefix of its own. */
export function attach(deployment: Deployment, existing: Access & { space: string }): Promise<System> {
  const { cluster, options } = deployment
  const { servers, secret, space } = existing
  const nodes = cluster.nodes.map(({ name }) => name)
  const logins = new Map(servers.map((server, i) => [nodes[i] ?? '', loginAt(server, secret)]))
  const addressOf = (node: string) => cluster.address(node, 'client')
  const askers = new Map([...logins].map(([node, login]) => [node, new Asker(() => addressOf(node), login)]))
  const asker = (node: string) => {
    const found = askers.get(node)
    if (found === undefined) throw new Error(`nobody said where ${node} is`)
    return found
  }
  const waiting = waitingOf(options)
  return attached(deployment, existing, {
    leads: async (node) => (await look(asker(node), lookMs)).role === 'master',
    answers: (node) => look(asker(node), lookMs),
    make: () => tryToWrite(existing, space),
    remove: () => remove(existing, space),
    end: () => {
      for (const each of askers.values()) each.close()
    },
    async own(leader) {
      const versions = nodes.map(async (node) => [node, await versionOf(asker(node), lookMs)] as const)
      return {
        version: versionText('Redis', await Promise.all(versions)),
        consistency: 'serializable',
        async connect(type, node) {
          const connection = await Connection.open(addressOf(node), connectMs, logins.get(node))
          return sessions[type as Offered](connection, waiting, prefixOf(space)) as never
        },
        classify,
        sample: () => sample(askers, leader()),
        ping: (address, ms) => (logins.get(leader())?.tls === undefined ? ping : pingOverTls)(address, ms),
      }
    },
  })
}
