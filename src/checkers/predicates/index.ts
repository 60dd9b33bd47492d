import type { Json, Op } from '../../op/op.ts'
import type { Checker } from '../checker.ts'
import { conclude, type Seen } from '../conclude.ts'
import { grouped } from '../grouped.ts'
import { PROCESS, REALTIME } from '../isolation/edges.ts'
import { aboutType } from '../isolation/explain.ts'
import { forbiddenBy, ruledOut } from '../isolation/models.ts'
import { OK, pairUp } from '../isolation/txns.ts'
import { count, list } from '../text.ts'
import { cycles } from './cycles.ts'
import { readEdges, writeEdges } from './edges.ts'
import { inShort, opsOf, prove } from './explain.ts'
import { type Raw, raw } from './raw.ts'
import { rowsOf } from './rows.ts'
import { selects } from './selects.ts'
import type { Finding } from './steps.ts'
import { holds } from './verify.ts'
import { wrongRows } from './wrong-rows.ts'

/**
 * Which anomalies do transactions show that find rows by predicate? For histories of `txn` with the steps `['insert',
 * group, id, value]`, `['update', group, id, value]` and `['select', group, least, rows]`: the rows `[id, value]` of a
 * group whose value is at least `least`. A row is inserted once and updated once at most, so the order of its versions
 * is known, and so is of every row that a select does not return why: it was not there yet, or its value did not match.
 * From that follow Adya's dependencies, those by predicate among them (Adya 1999; elle.closed-predicate, whose closed
 * universe this is), and cycles of them: G0, G1c, G-single, G-nonadjacent, G2, with `-item` where no predicate is
 * needed. Besides: G1a, G1b, internal, future-read, garbage-read.
 *
 * Options: `expect` (the model to judge by; strict-serializable), `promised` (what the database promises; default:
 * `expect`). Details: `{ expected, anomalyTypes, allowedTypes, not, alsoNot, possible, counts, anomalies }`, as of the
 * checker `isolation`; `anomalies` holds one of each forbidden type.
 */
export const predicates: Checker = {
  name: 'predicates',
  about: 'transactions that find rows by predicate show no anomaly that the expected isolation level forbids',
  check: ({ history, options }) => {
    const expect = typeof options.expect === 'string' ? options.expect : 'strict-serializable'
    const forbidden = forbiddenBy([expect])
    const { findings, checked, undecided } = examine(history, timeOrder(forbidden))
    const byType = grouped(findings, ({ type }) => type)
    const types = [...byType.keys()].sort()
    const bad = types.filter((type) => forbidden.has(type))
    const allowed = types.filter((type) => !forbidden.has(type))
    const all = raw(history)
    const kinds = types.map((type) => seen(type, byType.get(type) ?? [], all))
    const evidence = count(checked.committed ?? 0, 'transaction')
    const also = allowed.length === 0 ? '' : ` (seen, and allowed: ${list(allowed)})`
    return conclude({
      history,
      // What is allowed is told too, so it must be confirmed as well.
      seen: kinds.filter(({ type, confirmed }) => forbidden.has(type) || !confirmed),
      phrase:
        bad.length > 0
          ? `showed ${list(bad)} in ${evidence} (not ${expect})`
          : `showed nothing that ${expect} forbids in ${evidence}${also}`,
      unproven: unproven(checked, undecided),
      checked,
      expect: options.promised ?? expect,
      details: {
        expected: [expect],
        anomalyTypes: bad,
        allowedTypes: allowed,
        counts: Object.fromEntries([...byType].map(([type, of]) => [type, of.length])),
        ...plain(ruledOut(types)),
      },
    })
  },
}

function examine(history: readonly Op[], order: number) {
  const txns = pairUp(history.filter(({ f }) => f === 'txn'))
  const rows = rowsOf(txns)
  const reads = [...selects(txns)]
  const read = reads.map((select) => readEdges(txns, rows, select))
  const wrong = reads.flatMap((select) => wrongRows(txns, rows, select))
  const edges = [...writeEdges(txns, rows), ...read.flatMap((each) => each.edges)]
  const found = cycles(txns, edges, order)
  const committed = txns.type.reduce((sum, type) => sum + (type === OK ? 1 : 0), 0)
  const ambiguous = read.reduce((sum, each) => sum + each.ambiguous, 0)
  const findings: Finding[] = [...wrong, ...found.cycles]
  const checked = { committed, selects: reads.length, dependencies: edges.length, ambiguous }
  return { findings, checked, undecided: found.undecided }
}

function timeOrder(forbidden: ReadonlySet<string>): number {
  if (forbidden.has('G2-realtime')) return REALTIME
  return forbidden.has('G2-process') ? PROCESS : 0
}

function seen(type: string, findings: readonly Finding[], all: Raw): Seen {
  const [first] = findings as [Finding]
  const { named, steps } = prove(all, first)
  return {
    type,
    said: `${findings.length.toLocaleString('en-US')} × ${type}: ${aboutType(type)}`,
    count: findings.length,
    example: inShort(first),
    proof: { named, steps },
    ops: opsOf(first),
    because: [type],
    confirmed: findings.every((each) => holds(all, each)),
  }
}

function unproven(checked: Readonly<Record<string, number>>, undecided: boolean): string | undefined {
  if (checked.committed === 0) return 'no transaction committed'
  if (checked.dependencies === 0) return 'no transaction depends on another'
  return undecided ? 'the budget ended before every kind of cycle had been looked for' : undefined
}

function plain({ not, alsoNot, possible }: ReturnType<typeof ruledOut>): Record<string, Json> {
  return { not, alsoNot, possible }
}
