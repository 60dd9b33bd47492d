import type { Socket } from 'node:net'
import type { Direction } from './direction.ts'
import { reset } from './reset.ts'

/** What may be under way in one direction of a connection before its sender must wait, as a TCP window does. */
const WINDOW_BYTES = 1024 * 1024

type Item = { readonly due: number } & ({ bytes: Buffer } | { readonly end: 'finish' | 'reset' })

/**
 * The bytes of one connection in one direction, from one socket to the other, in order. Without a fault they are handed
 * on as they come, without a copy; a slow receiver slows the sender down. The end of the stream (a finish, a reset)
 * travels behind the bytes and is held and delayed with them.
 */
export class Flow {
  readonly #source: Socket
  readonly #sink: Socket
  readonly #direction: Direction
  readonly #unsubscribe: () => void
  readonly #queue: Item[] = []
  #queued = 0
  #sinkFull = false
  #ended: 'finish' | 'reset' | undefined
  #timer: NodeJS.Timeout | undefined
  #timerAt = 0

  constructor(source: Socket, sink: Socket, direction: Direction) {
    this.#source = source
    this.#sink = sink
    this.#direction = direction
    this.#unsubscribe = direction.subscribe(() => this.#pump())
    source.on('data', (bytes: Buffer) => this.#take(bytes))
    source.on('end', () => this.#end('finish'))
    sink.on('drain', () => {
      this.#sinkFull = false
      this.#pump()
    })
    this.#pump()
  }

  /** What was read off the source before this flow was made. */
  begin(early: readonly Buffer[], finished: boolean): void {
    for (const bytes of early) this.#take(bytes)
    if (finished) this.#end('finish')
  }

  /** The source is gone without a finish. */
  reset(): void {
    this.#end('reset')
  }

  /** The sender is gone with everything that it had sent into a cut; a reset is all that the receiver will ever hear. */
  loseHeld(): void {
    if (!this.#direction.held) return
    this.#drop()
    this.#source.destroy()
    this.#end('reset')
  }

  stop(): void {
    this.#unsubscribe()
    clearTimeout(this.#timer)
    this.#drop()
  }

  #drop(): void {
    this.#queue.length = 0
    this.#queued = 0
  }

  #take(bytes: Buffer): void {
    if (this.#queue.length === 0 && !this.#direction.held && this.#direction.shaper === undefined) {
      this.#write(bytes)
      if (this.#sinkFull) this.#source.pause()
      return
    }
    this.#queued += bytes.length
    this.#queue.push({ due: this.#due(), bytes })
    this.#pump()
  }

  /** A sender that has finished can still reset: it has closed its ears, too. */
  #end(end: 'finish' | 'reset'): void {
    if (this.#ended === 'reset' || this.#ended === end) return
    this.#ended = end
    this.#queue.push({ due: this.#due(), end })
    this.#pump()
  }

  /** Passes on what may pass now, and sees to it that the rest gets its turn. */
  #pump(): void {
    const now = performance.now()
    const { held, shaper } = this.#direction
    while (!held && !this.#sinkFull) {
      const item = this.#queue[0]
      if (item === undefined) break
      // A shaping that has ended no longer delays what it had delayed.
      const at = shaper === undefined ? now : Math.max(item.due, shaper.freeAt)
      if (at > now) {
        this.#wake(at)
        break
      }
      if ('end' in item) {
        this.#queue.shift()
        this.#finish(item.end)
      } else {
        const bytes = this.#piece(item, shaper?.piece ?? Number.POSITIVE_INFINITY)
        shaper?.pass(bytes.length, now)
        this.#queued -= bytes.length
        this.#write(bytes)
      }
    }
    if (held || this.#sinkFull || this.#queued > Math.min(WINDOW_BYTES, shaper?.window ?? WINDOW_BYTES))
      this.#source.pause()
    else this.#source.resume()
  }

  /** Takes at most `most` bytes off the head of the queue. */
  #piece(item: { bytes: Buffer }, most: number): Buffer {
    if (item.bytes.length <= most) {
      this.#queue.shift()
      return item.bytes
    }
    const bytes = item.bytes.subarray(0, most)
    item.bytes = item.bytes.subarray(most)
    return bytes
  }

  #write(bytes: Buffer): void {
    if (this.#sink.writable) this.#sinkFull = !this.#sink.write(bytes)
  }

  #finish(end: 'finish' | 'reset'): void {
    if (end === 'reset') reset(this.#sink)
    else this.#sink.end()
  }

  #due(): number {
    const now = performance.now()
    return this.#direction.shaper?.due(now) ?? now
  }

  #wake(at: number): void {
    if (this.#timer !== undefined && this.#timerAt <= at) return
    clearTimeout(this.#timer)
    this.#timerAt = at
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#pump()
      },
      Math.max(1, Math.ceil(at - performance.now())),
    )
  }
}
