import { connect, type Socket } from 'node:net'
import type { Address } from '../../cluster.ts'
import type { Direction } from './direction.ts'
import { Flow } from './flow.ts'
import { reset } from './reset.ts'

/** What a client may have sent before its connection is through; beyond it, it waits. */
const EARLY_BYTES = 64 * 1024

/**
 * One connection through a link. Our kernel has accepted it already, but the server hears of it only when both
 * directions pass: in a real partition no handshake completes. A client that gives up before that was never heard.
 */
export class Connection {
  readonly #client: Socket
  readonly #target: Address
  readonly #there: Direction
  readonly #back: Direction
  readonly #closed: (connection: Connection) => void
  #server: Socket | undefined
  #requests: Flow | undefined
  #answers: Flow | undefined
  readonly #early: Buffer[] = []
  #finishedEarly = false
  #waits = false
  #stopWaiting = () => {}

  constructor(
    client: Socket,
    route: { target: Address; there: Direction; back: Direction },
    closed: (connection: Connection) => void,
  ) {
    this.#client = client
    this.#target = route.target
    this.#there = route.there
    this.#back = route.back
    this.#closed = closed
    client.on('error', () => {}) // 'close' tells
    client.on('close', (failed) => this.#clientGone(failed))
    client.on('data', this.#takeEarly)
    client.on('end', this.#finishEarly)
    this.#openWhenPassable()
  }

  /** RST to both sides, at once and whatever is cut. */
  reset(): void {
    reset(this.#client)
    if (this.#server !== undefined) reset(this.#server)
  }

  /** The opener's machine is gone, with what it had sent into a cut. */
  openerDied(): void {
    this.#requests?.loseHeld()
  }

  /** The server's machine is gone, with what it had sent into a cut. */
  serverDied(): void {
    this.#answers?.loseHeld()
  }

  #openWhenPassable(): void {
    if (!this.#there.held && !this.#back.held) {
      this.#open()
      return
    }
    if (this.#finishedEarly) {
      this.#client.destroy()
      return
    }
    const look = () => {
      if (this.#there.held || this.#back.held) return
      this.#stopWaiting()
      this.#open()
    }
    this.#waits = true
    const unsubscribe = [this.#there.subscribe(look), this.#back.subscribe(look)]
    this.#stopWaiting = () => {
      this.#waits = false
      for (const end of unsubscribe) end()
    }
  }

  #open(): void {
    const server = connect({ ...this.#target, noDelay: true, allowHalfOpen: true })
    this.#server = server
    let through = false
    server.once('connect', () => {
      through = true
      this.#join(server)
    })
    server.on('error', () => {})
    server.on('close', (failed) => {
      if (through) this.#serverGone(failed)
      else this.#refused()
    })
  }

  /** Nobody listens there. Where a cut was made meanwhile, nobody says so either, and TCP would try again. */
  #refused(): void {
    this.#server = undefined
    if (this.#client.destroyed) this.#closed(this)
    else if (this.#there.held || this.#back.held) this.#openWhenPassable()
    else reset(this.#client)
  }

  #join(server: Socket): void {
    this.#client.off('data', this.#takeEarly)
    this.#client.off('end', this.#finishEarly)
    this.#requests = new Flow(this.#client, server, this.#there)
    this.#requests.begin(this.#early.splice(0), this.#finishedEarly)
    this.#answers = new Flow(server, this.#client, this.#back)
  }

  readonly #takeEarly = (bytes: Buffer) => {
    this.#early.push(bytes)
    if (this.#early.reduce((sum, { length }) => sum + length, 0) > EARLY_BYTES) this.#client.pause()
  }

  readonly #finishEarly = () => {
    this.#finishedEarly = true
    if (this.#waits) this.#client.destroy()
  }

  #clientGone(failed: boolean): void {
    this.#stopWaiting()
    if (failed) this.#requests?.reset()
    else if (this.#requests === undefined) this.#server?.destroy()
    this.#forgetWhenDone()
  }

  #serverGone(failed: boolean): void {
    if (failed) this.#answers?.reset()
    this.#forgetWhenDone()
  }

  #forgetWhenDone(): void {
    if (!this.#client.destroyed || this.#server?.destroyed === false) return
    this.#requests?.stop()
    this.#answers?.stop()
    this.#closed(this)
  }
}
