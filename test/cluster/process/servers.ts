import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address, Cluster } from '../../../src/cluster/cluster.ts'
import { processes } from '../../../src/cluster/process/index.ts'

let count = 0

export function newRunId(): string {
  count++
  return `test${process.pid}-${count}`
}

export async function up(nodes: readonly string[] = ['n1', 'n2', 'n3'], runId = newRunId()): Promise<Cluster> {
  return await processes.up({ runId, nodes, port: 5432, log: () => {} })
}

/** Polls until `look` gives something other than undefined or false; there is no hurry, but no infinite wait either. */
export async function eventually<T>(look: () => T | Promise<T>, what = 'it'): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen as Exclude<T, false | undefined>
    if (Date.now() > deadline) throw new Error(`${what} never happened`)
    await sleep(10)
  }
}

/** Node itself, where the database's user can run it. */
export async function nodeProgram(cluster: Cluster): Promise<string> {
  return (await cluster.reachable?.(process.execPath)) ?? process.execPath
}

/**
 * A server that answers each line with `<name> <line>`, and whose helper processes each have a session of their own, as
 * PostgreSQL's backends have. `fork` as a line starts one more.
 */
export async function startEcho(cluster: Cluster, name: string, helpers = 0): Promise<void> {
  const node = cluster.node(name)
  const script = `
    const { createServer } = require('node:net')
    const { spawn } = require('node:child_process')
    const fork = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
    for (let i = 0; i < ${helpers}; i++) fork()
    createServer({ allowHalfOpen: true }, (socket) => {
      let rest = ''
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        const lines = (rest + bytes).split('\\n')
        rest = lines.pop()
        for (const line of lines) {
          if (line === 'fork') fork()
          socket.write('${name} ' + line + '\\n')
        }
      })
      socket.on('end', () => socket.end('bye\\n'))
    }).listen(${node.listen.port}, '127.0.0.1', () => console.log('ready'))
    console.error('starting')
  `
  await node.start([await nodeProgram(cluster), '-e', script])
  await eventually(() => ping(node.listen, 1000), 'an answer')
}

/** A line-wise client that never rejects: what came, and how it ended. */
export class LineClient {
  readonly socket: Socket
  readonly lines: string[] = []
  ended: 'no' | 'finish' | 'reset' = 'no'
  #rest = ''

  constructor({ host, port }: Address) {
    this.socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
    this.socket.on('data', (bytes) => {
      const lines = (this.#rest + bytes).split('\n')
      this.#rest = lines.pop() ?? ''
      this.lines.push(...lines)
    })
    this.socket.on('end', () => {
      this.ended = 'finish'
    })
    this.socket.on('error', () => {
      this.ended = 'reset'
    })
  }

  say(line: string): void {
    this.socket.write(`${line}\n`)
  }

  async hears(line: string): Promise<void> {
    await eventually(() => this.lines.includes(line), `the line "${line}"`)
  }

  close(): void {
    this.socket.destroy()
  }
}

/** The tests' own ping: does an echo server answer here? */
export async function ping(address: Address, timeoutMs: number): Promise<boolean> {
  const client = new LineClient(address)
  client.say('ping')
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline && client.ended === 'no') {
    if (client.lines.length > 0) break
    await sleep(5)
  }
  client.close()
  return client.lines.length > 0
}
