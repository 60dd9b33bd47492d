import type { Json } from '../../src/op/op.ts'
import type { Fields } from './fields.ts'

/** Statements to paste into one shell at once, before those of the next paste. */
export interface Paste {
  readonly session: string
  readonly lines: readonly { readonly sql: string; readonly answer?: string }[]
}

/** ISO/IEC 9075-2, 17.3: what BEGIN can be told. */
const levels = ['read uncommitted', 'read committed', 'repeatable read', 'serializable']

/** An interleaving in pieces, each for one shell; transactions begin at the level at which the run's did, where it is known. */
export function pastes(lines: readonly Fields[], level: Json | undefined): Paste[] {
  const name = typeof level === 'string' ? level.replaceAll('-', ' ').toLowerCase() : ''
  const begin = levels.includes(name) ? `BEGIN ISOLATION LEVEL ${name.toUpperCase()};` : 'BEGIN;'
  const all: { session: string; prepares: boolean; lines: { sql: string; answer?: string }[] }[] = []
  for (const { session, sql, answer, op } of lines) {
    if (typeof session !== 'string' || typeof sql !== 'string') continue
    const line = { sql: sql === 'BEGIN;' ? begin : sql, ...(typeof answer === 'string' && { answer }) }
    const last = all.at(-1)
    const prepares = op === undefined && (last === undefined || last.prepares)
    if (last?.session === session && last.prepares === prepares) last.lines.push(line)
    else all.push({ session, prepares, lines: [line] })
  }
  return all
}

/** What is to be pasted: each answer as it came in the run stands behind its statement, as a comment. */
export function pasteText({ lines }: Paste): string {
  return lines.map(({ sql, answer }) => (answer === undefined ? sql : `${sql} -- ${oneLine(answer)}`)).join('\n')
}

function oneLine(answer: string): string {
  return answer.replace(/\s+/g, ' ')
}
