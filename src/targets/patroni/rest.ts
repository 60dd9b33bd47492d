import { request } from 'node:http'
import type { Address, Cluster } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { restPort } from './config.ts'

export interface Answer {
  readonly status: number
  readonly text: string
}

/** Asks Patroni on a node. Rejects where no whole answer comes within `ms`. (Documentation: Patroni REST API.) */
export function ask(address: Address, path: string, ms: number, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      // A connection of its own: a kept one may lead to a node that is paused, or cut off by now.
      { ...address, path, method: body === undefined ? 'GET' : 'POST', agent: false, signal: AbortSignal.timeout(ms) },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Where Patroni answers on a node. */
export function restOf(cluster: Cluster, node: string): Address {
  if (cluster.service === undefined)
    throw new MurphyError('usage', `The backend "${cluster.backend}" gives nodes no port beside the database's.`)
  return cluster.service(node, restPort)
}
