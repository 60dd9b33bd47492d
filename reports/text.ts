import type { Json, Nanos } from '../src/op/op.ts'

/** How numbers, times and values are written in every report. All pure, all locale-free. */

/** `13473` → `13,473`. */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `plural(1, 'write')` → `1 write`; `plural(1200, 'reply', 'replies')` → `1,200 replies`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** A share: `40 %`, `0.3 %`, and 99.99 % is not 100 %. */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000) / 10
  return `${share > 0 && tenths === 0 ? '< 0.1' : tenths >= 10 && tenths < 99 ? Math.round(tenths) : tenths} %`
}

/** A moment of the run: `12.402 s`, or `1:02:05.1` from one hour on. */
export function moment(time: Nanos): string {
  const seconds = time / 1e9
  if (seconds < 3600) return `${seconds.toFixed(3)} s`
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return `${hours}:${String(minutes).padStart(2, '0')}:${(seconds % 60).toFixed(1).padStart(4, '0')}`
}

/** How long something took, with the unit that fits: `310 µs`, `4.2 ms`, `1.93 s`, `3 min 12 s`, `2 h 5 min`. */
export function duration(span: Nanos): string {
  if (span < 1e6) return `${Math.round(span / 1e3)} µs`
  if (span < 1e7) return `${(span / 1e6).toFixed(1)} ms`
  if (span < 1e9) return `${Math.round(span / 1e6)} ms`
  const seconds = span / 1e9
  if (seconds < 10) return `${seconds.toFixed(2)} s`
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return `${minutes} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Cuts to `limit` characters (code points kept whole) and says so with an ellipsis. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  const cut = text.slice(0, Math.max(0, limit - 1))
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/** Lists longer than this are told by their size and their end: what differs between two reads stands there. */
const LONG_LIST = 12

/** A value as one line of at most `limit` characters; a long list becomes `5,000 elements …, 4998, 4999, 5000`. */
export function valueText(value: Json | undefined, limit = 200): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return clip(value, limit)
  if (Array.isArray(value) && value.length > LONG_LIST) {
    const end = value.slice(-3).map((element) => clip(JSON.stringify(element), 40))
    return clip(`${count(value.length)} elements …, ${end.join(', ')}`, limit)
  }
  return clip(JSON.stringify(value), limit)
}

/** `lost-writes` → `Lost writes`. */
export function title(name: string): string {
  const words = name.replace(/[-_]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a table of ours says of a name from outside, which may be `__proto__` or `constructor`. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** `finalReads` and `final-reads` → `final reads`. */
export function spaced(name: string): string {
  return name
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
}

/** Prose in lines of at most `width` characters; a word that is longer than a line gets one of its own. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.trim().split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width - indent.length) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, indent + line].join('\n')
}

/** A verdict's first sentence, for a heading, and what follows it. */
export function headline(text: string): readonly [first: string, rest: string] {
  const [first = text] = /^.*?[^.][.!?](?= \p{Lu})/su.exec(text) ?? []
  return [first, text.slice(first.length).trim()]
}
