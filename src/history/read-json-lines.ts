import { badRecord, type HistoryBuilder, type RawRecord } from './builder.ts'
import type { Window } from './window.ts'

/** Reads one JSON object a line. Only the last line may be cut off; it is left out. */
export function readJsonLines(window: Window, builder: HistoryBuilder): string | undefined {
  for (;;) {
    const newline = window.end > window.start ? window.bytes.lastIndexOf(10, window.end - 1) : -1
    if (newline >= window.start) readLines(window, newline + 1, builder)
    else if (!window.refill()) break
  }
  return window.end > window.start ? lastLine(window, builder) : undefined
}

/**
 * A block of whole lines is parsed as one array, which is several times faster than line by line; where that fails,
 * or counts differ, the lines are parsed one by one to find the wrong one.
 */
function readLines(window: Window, end: number, builder: HistoryBuilder): void {
  const text = window.bytes.toString('utf8', window.start, end).replace(/^\uFEFF/, '')
  const records = parseBlock(text)
  if (records === undefined) readOneByOne(window, text, builder)
  else for (const record of records) builder.add(checked(window, record, window.line), window.line++)
  window.start = end
}

function parseBlock(text: string): unknown[] | undefined {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  try {
    const records = JSON.parse(`[${text.slice(0, -1).replaceAll('\n', ',')}]`) as unknown[]
    return records.length === lines ? records : undefined
  } catch {
    return undefined
  }
}

function readOneByOne(window: Window, text: string, builder: HistoryBuilder): void {
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.trim() !== '') builder.add(checked(window, parse(window, line), window.line), window.line)
    window.line++
  }
}

function parse(window: Window, line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    const note = 'A record was damaged, or the file is not JSON with one op a line.'
    throw badRecord(window.path, window.line, 'this line is not valid JSON', note)
  }
}

function checked(window: Window, record: unknown, line: number): RawRecord {
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) return record as RawRecord
  throw badRecord(window.path, line, 'this line is not an op')
}

/** What follows the last newline: whole, cut by a crash, or zeros left by a power cut. */
function lastLine(window: Window, builder: HistoryBuilder): string | undefined {
  const text = window.bytes.toString('utf8', window.start, window.end)
  const line = text.replace(/\0+$/, '')
  let record: unknown
  try {
    record = line.trim() === '' ? undefined : JSON.parse(line)
  } catch {
    return `line ${window.line} is cut off and was left out`
  }
  if (record !== undefined) builder.add(checked(window, record, window.line), window.line)
  return line === text ? undefined : `line ${window.line} ends in zeros, which were left out`
}
