import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import { openSession } from '../common/open-session.ts'
import type { Deployment, System } from '../target.ts'
import { CausalToken } from './causal-token.ts'
import { CannotConnect } from './client.ts'
import { modelOf } from './concerns.ts'
import { Connection } from './connection.ts'
import type { Discovery } from './discovery.ts'
import { classify, classifyRetried } from './errors.ts'
import type { LoginOf } from './login.ts'
import { type Behaviour, behaviour } from './options.ts'
import { ping } from './ping.ts'
import { onlyPrimary, whoeverIsAsked } from './read-preference.ts'
import { sessions } from './sessions.ts'

const connectMs = 2000

/** The part of a system that is the same whoever started the servers. */
type Face = Pick<System, 'connect' | 'consistency' | 'classify' | 'primary' | 'sample' | 'ping'>

export interface FaceOptions {
  readonly discovery: Discovery
  readonly database: string
  readonly loginOf?: LoginOf
}

/** What clients and samples see of a replica set. */
export function face(deployment: Deployment, { discovery, database, loginOf = () => undefined }: FaceOptions): Face {
  const how = behaviour(deployment)
  const tokens = new WeakMap<object, CausalToken>()
  return {
    consistency: modelOf(how.concerns),
    async connect<T extends DataTypeName>(type: T, node: string, owner?: object): Promise<DataTypes[T]> {
      const leads = node === discovery.leader
      try {
        const connection = await Connection.open(deployment.cluster.address(node, 'client'), {
          timeoutMs: connectMs,
          name: 'murphy',
          login: loginOf(node),
          database,
          behaviour: how,
          readPreference: refusesStandbys(how, leads) ? onlyPrimary : whoeverIsAsked,
          token: how.causal ? tokenOf(tokens, owner ?? {}) : undefined,
        })
        return openSession(sessions, type, connection)
      } catch (error) {
        // Perhaps it is not there because another leads by now.
        if (leads && error instanceof CannotConnect) await discovery.ask()
        throw error
      }
    },
    classify: how.retries ? classifyRetried : classify,
    primary: () => discovery.leader,
    sample: () => discovery.sample(),
    ping,
  }
}

/** As routed: a session with the node that leads was opened for what goes to the primary. */
function refusesStandbys({ readPreference }: Behaviour, leads: boolean): boolean {
  return readPreference === 'primary' || (readPreference === 'as-routed' && leads)
}

function tokenOf(tokens: WeakMap<object, CausalToken>, owner: object): CausalToken {
  const token = tokens.get(owner) ?? new CausalToken()
  tokens.set(owner, token)
  return token
}
