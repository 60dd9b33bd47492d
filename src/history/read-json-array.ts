import { badRecord, type HistoryBuilder, type RawRecord } from './builder.ts'
import type { Window } from './window.ts'

/** Reads one JSON array of ops, element by element. A missing end of the array is noted. */
export function readJsonArray(window: Window, builder: HistoryBuilder): string | undefined {
  if (!skipTo(window, 91)) return 'the array never starts'
  for (;;) {
    const byte = next(window)
    if (byte === undefined) return 'the end of the array is missing'
    if (byte === 93) return trailing(window)
    if (byte !== 123) throw badRecord(window.path, window.line, 'an op (a JSON object) was expected here')
    const end = objectEnd(window)
    if (end === undefined) return `the record on line ${window.line} is cut off and was left out`
    const text = window.bytes.toString('utf8', window.start, end)
    builder.add(parse(window, text), window.line)
    window.line += countLines(text)
    window.start = end
  }
}

function skipTo(window: Window, wanted: number): boolean {
  while (next(window) !== wanted) {
    if (window.atEnd && window.start >= window.end) return false
    window.start++
  }
  window.start++
  return true
}

/** The next byte that is neither white space nor a comma, not consumed. */
function next(window: Window): number | undefined {
  for (;;) {
    for (; window.start < window.end; window.start++) {
      const byte = window.bytes[window.start] as number
      if (byte === 10) window.line++
      else if (byte !== 32 && byte !== 44 && byte !== 13 && byte !== 9) return byte
    }
    if (!window.refill()) return undefined
  }
}

/** Where the object at `start` ends, or undefined where the file ends first. */
function objectEnd(window: Window): number | undefined {
  let depth = 0
  let quoted = false
  for (let i = 0; ; i++) {
    while (window.start + i >= window.end) if (!window.refill()) return undefined
    const byte = window.bytes[window.start + i]
    if (quoted) {
      if (byte === 92) i++
      else if (byte === 34) quoted = false
    } else if (byte === 34) quoted = true
    else if (byte === 123) depth++
    else if (byte === 125 && --depth === 0) return window.start + i + 1
  }
}

function parse(window: Window, text: string): RawRecord {
  try {
    return JSON.parse(text) as RawRecord
  } catch {
    throw badRecord(window.path, window.line, 'this record is not valid JSON')
  }
}

function trailing(window: Window): undefined {
  window.start++
  if (next(window) !== undefined) throw badRecord(window.path, window.line, 'something follows the end of the array')
  return undefined
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
