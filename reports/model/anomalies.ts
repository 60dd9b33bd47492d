import type { CheckerResult } from '../../src/checkers/checker.ts'
import { type Diagram, meaning, nameOf } from '../../src/checkers/isolation/index.ts'
import type { Json } from '../../src/op/op.ts'
import { clip, title as headed } from '../text.ts'
import { readDiagram } from './diagram.ts'
import { type Fields, fields, number, rows } from './fields.ts'
import { type Paste, pastes } from './pastes.ts'

/** A kind of anomaly among transactions: one example of it, in words and as a picture. */
export interface Anomaly {
  readonly type: string
  /** For links within the page. */
  readonly id: string
  readonly title: string
  /** `write skew (G2-item)`. */
  readonly name: string
  /** `write skew`; empty where the type says as much. */
  readonly called: string
  readonly means: string
  readonly source: string
  /** How many were found. */
  readonly count: number
  /** Whether the expected models allow it. */
  readonly allowed: boolean
  /** As it was found, and as small as it could be made. */
  readonly found: Told
  readonly small?: Small
}

export interface Told {
  readonly named: readonly { readonly name: string; readonly op: number; readonly text: string }[]
  readonly steps: readonly string[]
  readonly diagram?: Diagram
  /** History indices of its ops. */
  readonly ops: readonly number[]
}

export interface Small extends Told {
  readonly transactions: number
  /** Whether its picture shows anything else than that of what was found. */
  readonly differs: boolean
  /** Its ops, as lines of a history. */
  readonly history: readonly string[]
  readonly pastes: readonly Paste[]
  /** How many shells it takes. */
  readonly shells: number
}

/**
 * What a checker found that tells `anomalies` in its details (`isolation`, and those built on `conclude.ts`), what is
 * forbidden first; `level` is the isolation level that was asked for.
 */
export function anomalies(result: CheckerResult | undefined, level: Json | undefined): Anomaly[] {
  return rows(fields(result?.details)?.anomalies).map((entry, i): Anomaly => {
    const type = text(entry.type)
    const known = meaning(type)
    const about = text(entry.about)
    const found = told(entry)
    const small = fields(entry.shrunk)
    return {
      type,
      id: `anomaly-${i + 1}`,
      title: known?.title ?? headed(about || type),
      name: nameOf(type),
      called: nameOf(type) === type ? '' : (known?.called ?? ''),
      means: known?.means ?? '',
      source: known?.source ?? '',
      count: number(entry.count) ?? 1,
      allowed: entry.allowed === true,
      found,
      ...(small !== undefined && { small: shrunk(small, found, level) }),
    }
  })
}

/** The proof as text, of the smallest case: `Let:` the transactions, `Then:` what contradicts what. */
export function proofLines({ found, small }: Anomaly): string[] {
  const { named, steps } = small ?? found
  const shorten = (lines: readonly string[]) =>
    lines.length > 8 ? [...lines.slice(0, 4), `  … ${lines.length - 7} more …`, ...lines.slice(-3)] : lines
  return [
    'Let:',
    ...shorten(named.map(({ name, text }) => `  ${name} = ${clip(text, 300)}`)),
    'Then:',
    ...shorten(steps.map((step) => `  - ${clip(step, 400)}`)),
  ]
}

function told({ named, steps, diagram, ops }: Fields): Told {
  const drawn = readDiagram(diagram)
  return {
    named: rows(named).map((one) => ({ name: text(one.name), op: number(one.op) ?? -1, text: text(one.text) })),
    steps: Array.isArray(steps) ? steps.map(text) : [],
    ...(drawn !== undefined && { diagram: drawn }),
    ops: Array.isArray(ops) ? ops.filter((op) => typeof op === 'number') : [],
  }
}

function shrunk(entry: Fields, found: Told, level: Json | undefined): Small {
  const small = told(entry)
  const lines = rows(entry.sql)
  return {
    ...small,
    transactions: number(entry.transactions) ?? small.named.length,
    differs: JSON.stringify(small.diagram) !== JSON.stringify(found.diagram),
    history: rows(entry.history).map((op) => JSON.stringify(op)),
    pastes: pastes(lines, level),
    shells: new Set(lines.map(({ session }) => text(session))).size,
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
