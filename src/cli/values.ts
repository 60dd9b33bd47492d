import { InvalidArgumentError } from 'commander'
import type { Place } from '../../workloads/workload.ts'
import type { Json } from '../op/op.ts'
import { duration, SECOND } from '../op/time.ts'

/** Parsers for option values; a bad one is refused with what would be right. */

export function numeric(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError(`"${text}" is not a number.`)
  return value
}

/** How many, or servers of the user's: URLs or `host:port` with commas. No message repeats what may hold a password. */
export function nodes(text: string): number | string[] {
  if (text.includes(':')) return names(text)
  if (/^[-\s\d.]*$/.test(text)) return numeric(text)
  throw new InvalidArgumentError(`"${text}" is neither a number nor servers; write these as host:port or as URLs.`)
}

/** Seconds: `20`, `20s`, `1.5m`, `1h`, `500ms`. */
export function seconds(text: string): number {
  return time(text, 's')
}

function time(text: string, plain: 's' | 'ms'): number {
  const ns = duration(text, plain)
  if (ns === undefined) throw new InvalidArgumentError(`"${text}" is not a time; write 20s, 1.5m, 1h or 500ms.`)
  return ns / SECOND
}

/** Names separated by commas; `none` is none. */
export function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none')
}

/** `adaptive`, or ms: `500`, `500ms`, `2s`. */
export function timeout(text: string): number | 'adaptive' {
  return text === 'adaptive' ? 'adaptive' : Math.round(time(text, 'ms') * 1000)
}

export function place(text: string): Place {
  if (text !== 'primary' && text !== 'any-node')
    throw new InvalidArgumentError(`"${text}" is not one of: primary, any-node.`)
  return text
}

/** A JSON value, or the bare word as a string: `--initial 0`, `--initial null`, `--initial '{"x":0}'`. */
export function json(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    if (/^\s*[[{"]/.test(text)) throw new InvalidArgumentError(`${text} is not JSON.`)
    return text
  }
}
