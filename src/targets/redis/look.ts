import type { Asker } from './asker.ts'

/** A server as it sees itself (INFO replication). */
export interface Look {
  readonly role: 'master' | 'slave'
  /** How much of the stream of writes it has, in bytes. */
  readonly offset: number
  /** Of a replica: whether it hears from its master. */
  readonly linked: boolean
  /** Of a master: how many replicas get all that it writes. */
  readonly replicas: number
}

export async function look(server: Asker, ms: number): Promise<Look> {
  return parseInfo(String(await server.ask(ms, 'INFO', 'replication')))
}

/** Lines `name:value`; replicas as `slave0:ip=…,state=online,…`. */
export function parseInfo(text: string): Look {
  const found = new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]))
  const of = (name: string) => found.get(name) ?? ''
  const role = of('role') === 'master' ? 'master' : 'slave'
  const online = [...found].filter(([name, value]) => /^slave\d+$/.test(name) && value.includes('state=online'))
  return {
    role,
    offset: Number(of(role === 'master' ? 'master_repl_offset' : 'slave_repl_offset')),
    linked: of('master_link_status') === 'up',
    replicas: online.length,
  }
}
