import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { MurphyError } from '../op/failure.ts'
import type { Op } from '../op/op.ts'
import { HistoryBuilder } from './builder.ts'
import { type Conventions, conventions, detectFormat, type Format } from './format.ts'
import { liftKeys } from './independent.ts'
import { readEdn } from './read-edn.ts'
import { readEtcdLog } from './read-etcd-log.ts'
import { readJsonArray } from './read-json-array.ts'
import { readJsonLines } from './read-json-lines.ts'
import { Window } from './window.ts'

export interface ReadOptions {
  /** Skips detection. Who knows the format expects a history there: one that was cut before its first op is no error. */
  readonly format?: Format
  /** Told after each block how much was read, as a share of the file: 0 to 1. */
  readonly onRead?: (share: number) => void
}

export interface ReadHistory {
  /** In the order of their index; completions without a value of their own carry that of their invocation. */
  readonly ops: readonly Op[]
  readonly format: Format
  /** False where the last record was cut off: everything before it was read. */
  readonly complete: boolean
  /** Why it is not complete. */
  readonly note?: string
  readonly conventions: Conventions
}

/** Reads one format's records into the builder; returns a note where the file was cut. */
export type RecordReader = (window: Window, builder: HistoryBuilder) => string | undefined

const readers: Readonly<Record<Format, RecordReader>> = {
  jsonl: readJsonLines,
  json: readJsonArray,
  edn: readEdn,
  'kv-log': readEdn,
  'etcd-log': readEtcdLog,
}

/**
 * Reads a recorded history of any format that Murphy knows. Streams: memory grows with the ops, not with the text.
 * Throws MurphyError `usage`, with the file and the line, for anything that is not a possible history.
 */
export function readHistory(path: string, options: ReadOptions = {}): ReadHistory {
  const fd = openFile(path)
  try {
    const format = options.format ?? detectFormat(path, head(fd))
    const builder = new HistoryBuilder(path)
    const size = fstatSync(fd).size
    const note = readers[format](new Window(path, fd, undefined, (bytes) => options.onRead?.(bytes / size)), builder)
    if (builder.size === 0 && (options.format === undefined || note === undefined))
      throw new MurphyError('usage', `${path} holds no ops${note === undefined ? '' : `: ${note}`}.`)
    const recorded = builder.finish()
    const ops = format === 'edn' || format === 'json' ? liftKeys(recorded) : recorded
    const keyed = ops.some((op) => op.key !== undefined)
    return {
      ops,
      format,
      complete: note === undefined,
      ...(note === undefined ? undefined : { note }),
      conventions: { ...conventions[format], keyed },
    }
  } finally {
    closeSync(fd)
  }
}

function openFile(path: string): number {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read by you' : `cannot be read: ${message}`
    throw new MurphyError('usage', `${path} ${why}.`, { hint: 'Give the path of a history file.', cause })
  }
  const stat = fstatSync(fd)
  if (stat.isFile()) return fd
  closeSync(fd)
  throw new MurphyError('usage', `${path} is ${stat.isDirectory() ? 'a directory' : 'not a regular file'}.`, {
    hint: 'Give the path of a history file; in a run’s folder it is history.jsonl.',
  })
}

function head(fd: number): Buffer {
  const bytes = Buffer.alloc(64 * 1024)
  return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0))
}
