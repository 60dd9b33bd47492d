import type { Json } from '../op/op.ts'
import { badRecord, type HistoryBuilder } from './builder.ts'
import { EdnParser } from './edn.ts'
import type { Window } from './window.ts'

const pattern = /\bjepsen\.util - +(\d+|:nemesis)\s+:(\w+)\s+:(\S+)\s+(.+?)\s*$/

/**
 * Reads the etcd logs of Porcupine's test data: `INFO  jepsen.util - PROCESS :TYPE :F VALUE`, tabs between. Lines of
 * other loggers are skipped. In a completion that failed or timed out the value is the reason, not a value.
 */
export function readEtcdLog(window: Window, builder: HistoryBuilder): string | undefined {
  for (;;) {
    const newline = window.bytes.subarray(window.start, window.end).indexOf(10)
    if (newline < 0 && window.refill()) continue
    const end = newline < 0 ? window.end : window.start + newline
    const text = window.bytes.toString('utf8', window.start, end)
    if (newline < 0) return lastLine(text, window, builder)
    readLine(text, window, builder)
    window.start = end + 1
    window.line++
  }
}

/** A last line without its newline is taken where it is whole, else it was cut off. */
function lastLine(text: string, window: Window, builder: HistoryBuilder): string | undefined {
  if (text.trim() === '') return undefined
  try {
    readLine(text, window, builder)
    return undefined
  } catch {
    return `line ${window.line} is cut off and was left out`
  }
}

function readLine(text: string, window: Window, builder: HistoryBuilder): void {
  const [, process, type, f, value] = pattern.exec(text) ?? []
  if (value === undefined) {
    if (text.includes('jepsen.util - ')) throw badRecord(window.path, window.line, 'this log line is not an op')
    return
  }
  const reason = type !== 'invoke' && /^:[\w-]+$/.test(value) ? value.slice(1) : undefined
  builder.add(
    {
      process: process === ':nemesis' ? 'nemesis' : Number(process),
      type,
      f,
      ...(reason === undefined ? { value: parseValue(value, window) } : { error: reason }),
    },
    window.line,
  )
}

function parseValue(text: string, window: Window): Json {
  const parser = new EdnParser(Buffer.from(text))
  parser.atEnd = true
  try {
    return parser.read()
  } catch {
    throw badRecord(window.path, window.line, `the value ${text} cannot be read`)
  }
}
