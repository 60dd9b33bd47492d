import { Agent, type IncomingMessage, request } from 'node:http'
import { request as requestOverTls, Agent as TlsAgent } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import type { Address } from '../../cluster/cluster.ts'
import { CannotConnect } from '../common/cannot-connect.ts'

/** What a request answers: an object whose integers of 64 bits are strings. */
export type Fields = { readonly [name: string]: unknown }

/** No answer came in time. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

/** The server's own word: a code of gRPC (google.rpc.Code), where it gave one, and a message. */
export class EtcdError extends Error {
  override name = 'EtcdError'
  readonly code: number | undefined

  constructor(message: string, code: number | undefined) {
    super(message)
    this.code = code
  }
}

/** As whom, and how, a gateway speaks to a member. */
export interface Login {
  /** Default: in the clear. */
  readonly tls?: ConnectionOptions
  /** Default: as nobody. The password is a function, so that nothing that prints or stores a login shows it. */
  readonly user?: { readonly name: string; readonly password: () => string }
}

/** By node; undefined on Murphy's own servers. */
export type LoginOf = (node: string) => Login | undefined

/**
 * One client of one node, over etcd's JSON gateway (etcd 3.4 documentation, "gRPC gateway"). Connections are its own
 * and are dropped with it, so that whether a request was sent is known; the shared ones of `fetch` do not tell.
 */
export class Gateway {
  readonly #address: Address
  readonly #login: Login
  readonly #agent: Agent
  #token: Promise<string> | undefined
  #closed = false

  constructor(address: Address, login: Login = {}) {
    this.#address = address
    this.#login = login
    const kept = { keepAlive: true, noDelay: true }
    this.#agent = login.tls === undefined ? new Agent(kept) : new TlsAgent({ ...kept, ...login.tls })
  }

  /** Rejects with CannotConnect, NoAnswer, EtcdError, or with Node's own error where the connection broke. */
  async call(path: string, body: Fields, timeoutMs: number): Promise<Fields> {
    return await this.#ask(path, body, timeoutMs, answerOf, await this.#tokenOf(timeoutMs))
  }

  /**
   * A request whose answer is told in parts, for as long as the server likes: resolves after the one that `isLast` says
   * yes to. Rejects as `call` does, so with NoAnswer when `ms` are over, and with EtcdError when the server ends it.
   */
  async stream(path: string, body: Fields, ms: number, isLast: (part: Fields) => boolean): Promise<void> {
    const read = (response: IncomingMessage) => partsOf(response, isLast)
    await this.#ask(path, body, ms, read, await this.#tokenOf(ms))
  }

  async #tokenOf(timeoutMs: number): Promise<string | undefined> {
    const { user } = this.#login
    if (user === undefined) return undefined
    this.#token ??= this.#authenticate(user, timeoutMs)
    return await this.#token
  }

  /** The token that stands for the user from now on (etcd 3.4 documentation, "gRPC gateway", Authentication). */
  async #authenticate({ name, password }: NonNullable<Login['user']>, timeoutMs: number): Promise<string> {
    try {
      const { token } = await this.#ask('auth/authenticate', { name, password: password() }, timeoutMs, answerOf)
      return String(token)
    } catch (cause) {
      this.#token = undefined
      throw new CannotConnect((cause as Error).message, { cause })
    }
  }

  #ask<T>(
    path: string,
    body: Fields,
    timeoutMs: number,
    read: (response: IncomingMessage) => Promise<T>,
    token?: string,
  ): Promise<T> {
    if (this.#closed) return Promise.reject(new CannotConnect('the session is closed'))
    return new Promise((resolve, reject) => {
      let sent = false
      const signal = AbortSignal.timeout(timeoutMs)
      const { host, port } = this.#address
      const tls = this.#login.tls !== undefined
      const asked = (tls ? requestOverTls : request)({
        agent: this.#agent,
        host,
        port,
        method: 'POST',
        path: `/v3/${path}`,
        signal,
        ...(token === undefined ? {} : { headers: { Authorization: token } }),
      })
      const fail = (cause: Error) => {
        if (!sent) reject(new CannotConnect(cause.message, { cause }))
        else if (signal.aborted) reject(new NoAnswer(`no answer within ${timeoutMs} ms`, { cause }))
        else reject(cause)
      }
      asked.on('socket', (socket) => {
        const connected = () => {
          sent = true
        }
        if (socket.connecting) socket.once(tls ? 'secureConnect' : 'connect', connected)
        else connected()
      })
      asked.on('error', fail)
      asked.on('response', (response) => read(response).then(resolve, fail))
      asked.end(JSON.stringify(body))
    })
  }

  /** Drops its connections at once; a request in hand rejects. */
  close(): void {
    this.#closed = true
    this.#agent.destroy()
  }
}

async function answerOf(response: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  const answer = parsed(text)
  if (response.statusCode === 200 && answer !== undefined) return answer
  throw errorOf(answer, `HTTP ${response.statusCode}: ${text.trim()}`)
}

/** Each part is a line: `{"result": …}`, or `{"error": …}` and the end (gRPC gateway, streaming responses). */
async function partsOf(response: IncomingMessage, isLast: (part: Fields) => boolean): Promise<void> {
  if (response.statusCode !== 200) await answerOf(response)
  response.setEncoding('utf8')
  let rest = ''
  for await (const chunk of response) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.filter((each) => each !== '')) {
      const { result, error } = parsed(line) ?? {}
      if (result === undefined) throw errorOf(error as Fields | undefined, line)
      if (isLast(result as Fields)) return
    }
  }
  throw new EtcdError('the server ended the stream', undefined)
}

function errorOf(answer: Fields | undefined, otherwise: string): EtcdError {
  const { message, code, grpc_code = code } = answer ?? {}
  return new EtcdError(
    typeof message === 'string' ? message : otherwise,
    typeof grpc_code === 'number' ? grpc_code : undefined,
  )
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}
