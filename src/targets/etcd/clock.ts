import { Agent, request } from 'node:http'
import type { Address } from '../../cluster/cluster.ts'

/**
 * Asks a member for the time of day as the other members do, who warn of clocks that differ by more than a second: its
 * peers' port answers `/raft/probing` with `Now` to the nanosecond (etcd 3.4, rafthttp, `monitorProbingStatus`).
 */
export class Probing {
  readonly #agent = new Agent({ keepAlive: true, noDelay: true })

  /** How far the member's wall clock is ahead of ours, ms; as exact as half of the time that the answer took. */
  async offsetMs(address: Address, timeoutMs: number): Promise<number> {
    const asked = performance.now()
    const { Now } = JSON.parse(await this.#get(address, timeoutMs)) as { Now: string }
    const then = Date.now() - (performance.now() - asked) / 2
    return Math.round(Date.parse(Now) - then)
  }

  close(): void {
    this.#agent.destroy()
  }

  #get({ host, port }: Address, timeoutMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs)
      const asked = request({ agent: this.#agent, host, port, path: '/raft/probing', signal }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve(text))
        response.on('error', reject)
      })
      asked.on('error', reject)
      asked.end()
    })
  }
}
