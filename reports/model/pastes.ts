import type { Json } from '../../src/op/op.ts'
import type { Fields } from './fields.ts'

/** Statements to paste into one shell at once, before those of the next paste. */
export interface Paste {
  readonly session: string
  readonly lines: readonly { readonly sql: string; readonly answer?: string }[]
}

/** ISO/IEC 9075-2, 17.3: what BEGIN can be told, or, in MySQL's words, the next transaction. */
const levels = ['read uncommitted', 'read committed', 'repeatable read', 'serializable']

function begun(level: string): Readonly<Record<string, readonly string[]>> {
  if (!levels.includes(level)) return {}
  const at = `ISOLATION LEVEL ${level.toUpperCase()};`
  return { 'BEGIN;': [`BEGIN ${at}`], 'START TRANSACTION;': [`SET TRANSACTION ${at}`, 'START TRANSACTION;'] }
}

/** An interleaving in pieces, each for one shell; transactions begin at the level at which the run's did, where it is known. */
export function pastes(lines: readonly Fields[], level: Json | undefined): Paste[] {
  const name = typeof level === 'string' ? level.replaceAll('-', ' ').toLowerCase() : ''
  const begins = begun(name)
  const all: { session: string; prepares: boolean; lines: { sql: string; answer?: string }[] }[] = []
  for (const { session, sql, answer, op } of lines) {
    if (typeof session !== 'string' || typeof sql !== 'string') continue
    const texts = begins[sql] ?? [sql]
    const added = texts.map((text) => ({ sql: text, ...(typeof answer === 'string' && { answer }) }))
    const last = all.at(-1)
    const prepares = op === undefined && (last === undefined || last.prepares)
    if (last?.session === session && last.prepares === prepares) last.lines.push(...added)
    else all.push({ session, prepares, lines: added })
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
