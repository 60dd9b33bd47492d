import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Perform } from './commands.ts'
import type { Document } from './oplog.ts'
import { ServerError } from './server-error.ts'
import { type Request, reply, takeRequests } from './wire.ts'

/**
 * What happens to a command, once: the connection closes before or after it is done, no answer comes although it is done or
 * because it is not, or something else is answered than what was done.
 */
export interface Mishap {
  readonly command: string
  readonly happens:
    | 'closed-before'
    | 'closed-after'
    | 'silent-before'
    | 'silent-after'
    | { readonly refused: ServerError }
    | { readonly answered: Document }
}

/** Serves a member's commands at a port of loopback, each connection's one after another. */
export class Listener {
  readonly #perform: Perform
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #mishaps: Mishap[] = []
  #port = 0
  /** Names of commands, in the order in which they came, without the driver's own. */
  readonly seen: string[] = []

  constructor(perform: Perform) {
    this.#perform = perform
    this.#server = createServer((socket) => this.#serve(socket))
  }

  get port(): number {
    return this.#port
  }

  /** At the same port again, after it was closed. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.#port, '127.0.0.1', () => resolve())
    })
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  plan(...mishaps: readonly Mishap[]): void {
    this.#mishaps.push(...mishaps)
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    let rest: Buffer = Buffer.alloc(0)
    let turn: Promise<unknown> = Promise.resolve()
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('data', (part) => {
      const taken = takeRequests(Buffer.concat([rest, part]))
      rest = taken.rest
      for (const request of taken.requests) turn = turn.then(() => this.#answer(socket, request))
    })
  }

  async #answer(socket: Socket, request: Request): Promise<void> {
    const [name = ''] = Object.keys(request.command)
    if (!own.has(name)) this.seen.push(name)
    const happens = this.#mishap(name)
    if (happens === 'closed-before') return void socket.destroy()
    if (happens === 'silent-before') return await forever(socket)
    const answer =
      typeof happens === 'object' && 'refused' in happens ? happens.refused.answer : await this.#done(request.command)
    if (happens === 'closed-after') return void socket.destroy()
    if (happens === 'silent-after') return await forever(socket)
    const said = typeof happens === 'object' && 'answered' in happens ? { ...answer, ...happens.answered } : answer
    if (!request.moreToCome && !socket.destroyed) socket.write(reply(request, said))
  }

  async #done(command: Document): Promise<Document> {
    try {
      return await this.#perform(command)
    } catch (error) {
      if (error instanceof ServerError) return error.answer
      return { ok: 0, code: 8, codeName: 'UnknownError', errmsg: String(error) }
    }
  }

  #mishap(command: string): Mishap['happens'] | undefined {
    const at = this.#mishaps.findIndex((mishap) => mishap.command === command)
    return at < 0 ? undefined : this.#mishaps.splice(at, 1)[0]?.happens
  }
}

const own = new Set(['hello', 'ismaster', 'isMaster', 'endSessions', 'killCursors', 'ping'])

/** As long as the connection is there. */
async function forever(socket: Socket): Promise<void> {
  while (!socket.destroyed) await sleep(50)
}
