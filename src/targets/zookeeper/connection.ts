import { Socket } from 'node:net'
import type { Address } from '../../cluster/cluster.ts'
import { CannotConnect } from '../common/cannot-connect.ts'
import { within } from '../common/wait.ts'
import { Frames, Reader, Writer } from './jute.ts'

/** How long the server keeps a session of which it hears nothing, ms; it is heard of three times as often. */
const sessionMs = 6000

/** Of the harness' pings, which have no place in the line (ClientCnxn.PING_XID). */
const pingXid = -2

/** Ops by their codes (org.apache.zookeeper.ZooDefs.OpCode). */
export const op = {
  create: 1,
  delete: 2,
  getData: 4,
  setData: 5,
  getChildren: 8,
  sync: 9,
  ping: 11,
  auth: 100,
} as const

/** Of what tells the server who asks (ClientCnxn.AUTHPACKET_XID). */
const authXid = -4

/** Of a server's refusals, those that Murphy or its user acts upon. */
export const codes = { NoNode: -101, NoAuth: -102, NodeExists: -110, NotEmpty: -111, AuthFailed: -115 } as const

/** As whom to speak. The password is a function, so that nothing that prints or stores a login shows it. */
export interface Login {
  readonly name: string
  readonly password: () => string
}

/** The server's refusal, by its code (org.apache.zookeeper.KeeperException.Code). */
export class ZooKeeperError extends Error {
  override name = 'ZooKeeperError'
  readonly code: number

  constructor(code: number) {
    const [name] = Object.entries(codes).find(([, each]) => each === code) ?? []
    super(`the server says ${name === undefined ? code : `${name} (${code})`}`)
    this.code = code
  }
}

/** The connection ended before the answer came, by itself or because we dropped it. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost'
}

interface Waiting {
  readonly xid: number
  resolve(body: Reader): void
  reject(error: Error): void
}

/**
 * One session over one connection, which is never taken up again on another. The server answers requests in their order
 * (ZooKeeper 3.8 documentation, ZooKeeper Internals).
 */
export class Connection {
  /** Whether it speaks as somebody, and not as anyone. */
  readonly authenticated: boolean
  readonly #socket: Socket
  readonly #waiting: Waiting[] = []
  readonly #frames = new Frames()
  readonly #alive: NodeJS.Timeout
  #xid = 0
  #lost: Error | undefined

  private constructor(socket: Socket, authenticated: boolean) {
    this.authenticated = authenticated
    this.#socket = socket
    socket.on('data', (chunk) => {
      for (const record of this.#frames.push(chunk)) this.#take(new Reader(record))
    })
    socket.on('close', () => this.#end(new ConnectionLost('the connection was closed')))
    const ping = new Writer().int(pingXid).int(op.ping).frame()
    this.#alive = setInterval(() => this.#socket.write(ping), sessionMs / 3)
    this.#alive.unref()
  }

  /** Rejects with CannotConnect where no server has granted a session in time, or does not take the login. */
  static async open({ host, port }: Address, timeoutMs: number, login?: Login): Promise<Connection> {
    const socket = new Socket()
    socket.setNoDelay(true)
    try {
      await greet(socket, host, port, timeoutMs)
      const connection = new Connection(socket, login !== undefined)
      if (login !== undefined) await within(timeoutMs, 'the login', connection.#authenticate(login))
      return connection
    } catch (cause) {
      socket.destroy()
      throw new CannotConnect(cause instanceof Error ? cause.message : String(cause), { cause })
    }
  }

  /** What the server answered, after the header. Rejects with ZooKeeperError or ConnectionLost. */
  ask(type: number, fill: (request: Writer) => Writer): Promise<Reader> {
    // Nothing is sent over a connection that is known to be gone.
    if (this.#lost !== undefined) return Promise.reject(new CannotConnect(this.#lost.message, { cause: this.#lost }))
    return this.#send(++this.#xid, type, fill)
  }

  /** Drops the connection at once; requests in hand reject. The server lets the session run out. */
  close(): void {
    this.#socket.destroy()
    this.#end(new ConnectionLost('the session was closed'))
  }

  /**
   * By the scheme "digest" (ZooKeeper 3.8 documentation, Programmer's Guide, ZooKeeper access control using ACLs): the
   * server believes every name and password, and compares them where an ACL asks for somebody.
   */
  async #authenticate({ name, password }: Login): Promise<void> {
    const said = Buffer.from(`${name}:${password()}`)
    await this.#send(authXid, op.auth, (request) => request.int(0).string('digest').buffer(said))
  }

  #send(xid: number, type: number, fill: (request: Writer) => Writer): Promise<Reader> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ xid, resolve, reject })
      this.#socket.write(fill(new Writer().int(xid).int(type)).frame())
    })
  }

  #take(reply: Reader): void {
    const xid = reply.int()
    if (xid === pingXid) return
    reply.long()
    const code = reply.int()
    const [first] = this.#waiting
    if (first === undefined || first.xid !== xid) {
      this.close() // nobody knows what was answered
      return
    }
    this.#waiting.shift()
    if (code === 0) first.resolve(reply)
    else first.reject(new ZooKeeperError(code))
  }

  #end(error: Error): void {
    clearInterval(this.#alive)
    this.#lost ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(this.#lost)
  }
}

/** Connects and asks for a session; its id, its password and what the server makes of its time-out are of no use here. */
async function greet(socket: Socket, host: string, port: number, timeoutMs: number): Promise<void> {
  const hello = new Writer().int(0).long(0n).int(sessionMs).long(0n).buffer(Buffer.alloc(16)).bool(false)
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no session within ${timeoutMs} ms`)), timeoutMs)
    const settle = (error?: Error) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      // What goes wrong later is told by the end of the connection.
      socket.on('error', () => {})
      if (error === undefined) resolve()
      else reject(error)
    }
    const frames = new Frames()
    socket.on('error', settle)
    socket.on('close', () => settle(new Error('the server closed the connection')))
    socket.on('data', (chunk) => {
      const [record] = frames.push(chunk)
      if (record === undefined) return
      const answer = new Reader(record)
      answer.int()
      settle(answer.int() > 0 ? undefined : new Error('the server grants no session'))
    })
    socket.connect(port, host, () => socket.write(hello.frame()))
  })
}
