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

/** By how much the server's wall clock is ahead of the controller's, ms. */
export async function clockOffset(server: Asker, ms: number): Promise<number> {
  const asked = performance.now()
  const time = await server.ask(ms, 'TIME')
  const then = Date.now() - (performance.now() - asked) / 2
  const [seconds = 0, micros = 0] = Array.isArray(time) ? time.map(Number) : []
  return Math.round(seconds * 1000 + micros / 1000 - then)
}

/** As `7.0.15`. */
export async function versionOf(server: Asker, ms: number): Promise<string> {
  return infoFields(String(await server.ask(ms, 'INFO', 'server'))).get('redis_version') ?? 'of an unknown version'
}

/** Lines `name:value`. */
export function infoFields(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]))
}

/** Replicas are there as `slave0:ip=…,state=online,…`. */
export function parseInfo(text: string): Look {
  const found = infoFields(text)
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
