import type { Json } from '../op/op.ts'
import { badRecord, type HistoryBuilder, type RawRecord } from './builder.ts'
import { cut, EdnError, EdnParser } from './edn.ts'
import type { Window } from './window.ts'

const closers: Readonly<Record<number, number>> = { 91: 93, 40: 41 }

/** Reads EDN maps, bare or in one enclosing vector or list. A cut last record or a missing end is noted. */
export function readEdn(window: Window, builder: HistoryBuilder): string | undefined {
  const parser = new EdnParser()
  const opening = peek(window, parser)
  const closing = closers[opening ?? 0]
  if (closing !== undefined) window.start++
  for (;;) {
    const byte = peek(window, parser)
    if (byte === undefined) return closing === undefined ? undefined : 'the end of the enclosing vector is missing'
    if (byte === closing) break
    const line = window.line
    const form = readForm(window, parser)
    if (form === cut) return cutNote(window, line)
    if (typeof form !== 'object' || form === null || Array.isArray(form))
      throw badRecord(window.path, line, 'an op (a map) was expected here')
    builder.add(form as RawRecord, line)
  }
  window.start++
  if (peek(window, parser) !== undefined)
    throw badRecord(window.path, window.line, 'something follows the end of the history')
  return undefined
}

/** The first byte of the next form, not consumed. */
function peek(window: Window, parser: EdnParser): number | undefined {
  const found = attempt(window, parser, () => parser.skip())
  if (found === true) return window.bytes[window.start]
  if (found === false && window.refill()) return peek(window, parser)
  return undefined
}

function readForm(window: Window, parser: EdnParser): Json | typeof cut {
  return attempt(window, parser, () => parser.read())
}

/** Tries on what is in the window; where that ends inside a form, again from its start with more. */
function attempt<T>(window: Window, parser: EdnParser, read: () => T): T | typeof cut {
  for (;;) {
    parser.bytes = window.bytes
    parser.pos = window.start
    parser.end = window.end
    parser.atEnd = window.atEnd
    parser.line = window.line
    try {
      const value = read()
      window.start = parser.pos
      window.line = parser.line
      return value
    } catch (error) {
      if (error instanceof EdnError) throw badRecord(window.path, error.line, error.message)
      if (error !== cut) throw error
    }
    if (window.atEnd) return cut
    window.refill()
  }
}

/** A record that never ends is one cut off, unless others begin inside it: then it is a damaged one. */
function cutNote(window: Window, line: number): string {
  const text = window.bytes.toString('utf8', window.start, window.end)
  if (/\n\s*\{\s*:/.test(text)) throw badRecord(window.path, line, 'this record has no end')
  return `the record on line ${line} is cut off and was left out`
}
