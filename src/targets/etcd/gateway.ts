import { Agent, type IncomingMessage, request } from 'node:http'
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

/**
 * One client of one node, over etcd's JSON gateway (etcd 3.4 documentation, "gRPC gateway"). Connections are its own
 * and are dropped with it, so that whether a request was sent is known; the shared ones of `fetch` do not tell.
 */
export class Gateway {
  readonly #address: Address
  readonly #agent = new Agent({ keepAlive: true, noDelay: true })
  #closed = false

  constructor(address: Address) {
    this.#address = address
  }

  /** Rejects with CannotConnect, NoAnswer, EtcdError, or with Node's own error where the connection broke. */
  call(path: string, body: Fields, timeoutMs: number): Promise<Fields> {
    if (this.#closed) return Promise.reject(new CannotConnect('the session is closed'))
    return new Promise((resolve, reject) => {
      let sent = false
      const signal = AbortSignal.timeout(timeoutMs)
      const { host, port } = this.#address
      const asked = request({ agent: this.#agent, host, port, method: 'POST', path: `/v3/${path}`, signal })
      const fail = (cause: Error) => {
        if (!sent) reject(new CannotConnect(cause.message, { cause }))
        else if (signal.aborted) reject(new NoAnswer(`no answer within ${timeoutMs} ms`, { cause }))
        else reject(cause)
      }
      asked.on('socket', (socket) => {
        const connected = () => {
          sent = true
        }
        if (socket.connecting) socket.once('connect', connected)
        else connected()
      })
      asked.on('error', fail)
      asked.on('response', (response) => answerOf(response).then(resolve, fail))
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
  const { message, code } = answer ?? {}
  throw new EtcdError(
    typeof message === 'string' ? message : `HTTP ${response.statusCode}: ${text.trim()}`,
    typeof code === 'number' ? code : undefined,
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
