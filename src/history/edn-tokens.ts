import type { Json } from '../op/op.ts'

/** White space, comma, brackets, quote and semicolon end a token. */
export function delimits(byte: number): boolean {
  return (
    byte <= 32 ||
    byte === 44 ||
    byte === 125 ||
    byte === 93 ||
    byte === 41 ||
    byte === 34 ||
    byte === 123 ||
    byte === 91 ||
    byte === 40 ||
    byte === 59
  )
}

/** Most numbers in a history: up to 15 digits, read without making a string. */
export function smallInteger(bytes: Buffer, start: number, end: number): number | undefined {
  const first = bytes[start]
  const from = first === 45 || first === 43 ? start + 1 : start
  if (end === from || end - from > 15) return undefined
  let value = 0
  for (let i = from; i < end; i++) {
    const digit = (bytes[i] as number) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return first === 45 ? 0 - value : value
}

/** Integers beyond 2^53 stay text, `N` and `M` are dropped, ratios divided. Undefined: a symbol. */
export function number(text: string): Json | undefined {
  if (/^[+-]?\d+N?$/.test(text)) {
    const digits = text.replace(/N$/, '').replace(/^\+/, '')
    const value = Number(digits)
    return Number.isSafeInteger(value) ? value : digits
  }
  if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M?$/.test(text)) return Number(text.replace(/M$/, ''))
  const ratio = /^([+-]?\d+)\/(\d+)$/.exec(text)
  return ratio ? Number(ratio[1]) / Number(ratio[2]) : undefined
}

/** Characters with names, `\\newline`. */
export const characters: Readonly<Record<string, string>> = { newline: '\n', space: ' ', tab: '\t', return: '\r' }
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** The text between two quotes, its escapes resolved. */
export function unescapeString(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|[0-7]{1,3}|[\s\S])/g, (_, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    if (/^[0-7]+$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
    return escapes[code] ?? code
  })
}
