import { MurphyError } from '../op/failure.ts'
import type { Json } from '../op/op.ts'

/**
 * `jsonl`: ours. `json`: one array of ops, as elle-cli reads. `edn`: Jepsen. `etcd-log`, `kv-log`: Porcupine's test
 * data.
 */
export type Format = 'jsonl' | 'json' | 'edn' | 'etcd-log' | 'kv-log'

/** What a recorder's silence means; a model needs it to judge the history. */
export interface Conventions {
  /** An ok read of nil: `any`, it matches every state (Knossos); `absent`, it saw that there is nothing. */
  readonly nilReads: 'any' | 'absent'
  /** The state before the first op, where the format fixes it. */
  readonly initial?: Json
  /** A failed cas saw another value; elsewhere it says nothing. */
  readonly refusedCas?: true
  /** Ops name the object that they are about (`key`). */
  readonly keyed: boolean
}

export const conventions: Readonly<Record<Format, Omit<Conventions, 'keyed'>>> = {
  jsonl: { nilReads: 'absent', initial: null },
  json: { nilReads: 'any', initial: null },
  edn: { nilReads: 'any', initial: null },
  'etcd-log': { nilReads: 'absent', initial: null, refusedCas: true },
  'kv-log': { nilReads: 'absent', initial: '' },
}

const logLine = /^.*\bjepsen\.util - +(\d+|:nemesis)\s+:(invoke|ok|fail|info)\s/m
const noise = /^(?:[\s,]|;[^\n]*(?:\n|$))*/

/** Tells the format from the first bytes of a file (64 kB is plenty). Throws MurphyError `usage` with the reason. */
export function detectFormat(path: string, head: Buffer): Format {
  refuseBinary(path, head)
  const text = head.toString('utf8').replace(/^\uFEFF/, '')
  const start = text.replace(noise, '')
  if (start === '') throw refuse(path, 'is empty')
  if (/^\{\s*"/.test(start)) return 'jsonl'
  if (/^\[\s*\{\s*"/.test(start)) return 'json'
  if (/^[[(]?(?:[\s,]|;[^\n]*\n)*(?:#[^{]*)?\{\s*:/.test(start)) return isKeyValue(start) ? 'kv-log' : 'edn'
  if (/^(?:\[\s*\]|\(\s*\)|\{\s*\})\s*$/.test(start)) throw refuse(path, 'holds no ops')
  if (logLine.test(start)) return 'etcd-log'
  throw refuse(path, 'is not a history that Murphy knows')
}

/** Porcupine's key-value logs are EDN whose first op names a key and one of three functions. */
function isKeyValue(text: string): boolean {
  const first = text.slice(0, text.indexOf('}'))
  return /:key\s/.test(first) && /:f\s+:(get|put|append)\b/.test(first)
}

function refuseBinary(path: string, head: Buffer): void {
  if (head.length === 0) throw refuse(path, 'is empty')
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new MurphyError('usage', `${path} is compressed (gzip).`, { hint: 'Unpack it first: gunzip -k FILE.' })
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw new MurphyError('usage', `${path} is UTF-16 text.`, { hint: 'Convert it: iconv -f UTF-16 -t UTF-8.' })
  // Zeros at the very end are what a power cut leaves of a text file; elsewhere they mean binary.
  if (head.toString('latin1').replace(/\0+$/, '').includes('\0') || head[0] === 0)
    throw refuse(path, 'is a binary file, not a history')
}

function refuse(path: string, what: string): MurphyError {
  return new MurphyError('usage', `${path} ${what}.`, {
    hint: 'Murphy reads its own history.jsonl, Jepsen EDN, JSON arrays of ops, and Porcupine’s etcd and key-value logs.',
  })
}
