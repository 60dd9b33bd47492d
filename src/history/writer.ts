import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { MurphyError } from '../op/failure.ts'
import type { Op } from '../op/op.ts'
import { diskReason as reason } from './disk-reason.ts'
import { encodeOp } from './encode.ts'

export interface WriterOptions {
  /** Forces the file to the disk when it is closed; survives a power cut, costs some ms. Default false. */
  readonly fsync?: boolean
}

/**
 * Appends ops to `history.jsonl` while the run goes on. Each batch is one write(2) that has returned before the ops
 * are acted on, so the page cache holds it: a SIGKILL leaves at most one partial last line, which the reader skips.
 *
 * When the disk refuses (full, failing), the file is cut back to its last whole line and the writer stays shut: a
 * later write that succeeds would leave a gap, and a completion without its invocation cannot be read.
 */
export class HistoryWriter {
  readonly path: string
  readonly #fsync: boolean
  #fd: number | undefined
  #size = 0
  #failure: MurphyError | undefined

  private constructor(path: string, fd: number, options: WriterOptions) {
    this.path = path
    this.#fd = fd
    this.#fsync = options.fsync ?? false
  }

  /** Opens a new history. Throws MurphyError `broken` where the file cannot be made or already holds one. */
  static open(path: string, options: WriterOptions = {}): HistoryWriter {
    let fd: number | undefined
    try {
      fd = openSync(path, 'a')
      if (fstatSync(fd).size === 0) return new HistoryWriter(path, fd, options)
    } catch (cause) {
      if (fd !== undefined) closeSync(fd)
      throw new MurphyError('broken', `The history ${path} cannot be opened for writing: ${reason(cause)}.`, {
        hint: 'Point --store at a folder on a disk that you may write to.',
        cause,
      })
    }
    closeSync(fd)
    throw new MurphyError('broken', `The history ${path} already holds ops; a run never adds to another one's.`, {
      hint: 'Move the file away or choose another folder with --store.',
    })
  }

  /** Returns when the ops are with the operating system. Throws MurphyError `broken` when the disk refuses. */
  append(ops: readonly Op[]): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#fd === undefined) throw new Error(`${this.path} is closed`)
    if (ops.length === 0) return
    let text = ''
    for (const op of ops) text += encodeOp(op)
    this.#write(this.#fd, Buffer.from(text))
  }

  /** Idempotent. */
  close(): void {
    const fd = this.#fd
    if (fd === undefined) return
    this.#fd = undefined
    try {
      if (this.#fsync) fsyncSync(fd)
    } catch (cause) {
      throw this.#fail(cause)
    } finally {
      closeSync(fd)
    }
  }

  #write(fd: number, bytes: Buffer): void {
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(fd, bytes, written)
    } catch (cause) {
      const whole = bytes.lastIndexOf(10, written - 1) + 1
      try {
        if (written > 0) ftruncateSync(fd, this.#size + whole)
      } catch {
        // Then a partial last line stays, as after a crash; the reader skips it.
      }
      throw this.#fail(cause)
    }
    this.#size += written
  }

  #fail(cause: unknown): MurphyError {
    this.#failure = new MurphyError('broken', `The history ${this.path} cannot be written: ${reason(cause)}.`, {
      hint: 'Free some space or choose another disk with --store, then run again; `murphy analyze` can judge what was recorded.',
      cause,
    })
    return this.#failure
  }
}
