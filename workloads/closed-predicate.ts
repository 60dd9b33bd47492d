import { type Generator, iterate } from '../src/generator/index.ts'
import { Random } from '../src/op/random.ts'
import { expectation, expected } from './options.ts'
import { routedClient } from './routed-client.ts'
import { tableWork } from './table-work.ts'
import type { Workload } from './workload.ts'

/** Rows of each group. What is inserted is below `high`, what it is updated to is not. */
const rows = 4
const high = 10

/**
 * Transactions insert rows, raise their values, and read by predicate what is at least so much. All rows of a group are
 * known (a closed universe), and each matches a predicate from one version on, so that a row that a read does not
 * return tells as much as one that it does (elle.closed-predicate, with an order of versions that is known beforehand).
 * Judged by the isolation that is promised, as `list-append` is, with the anomalies that need predicates.
 */
export const closedPredicate: Workload = {
  name: 'closed-predicate',
  about: 'transactions insert, update and find rows by predicate; must show the isolation that is promised',
  dataType: 'table',
  options: [expectation],
  build: (options) => ({
    client: routedClient(options, tableWork),
    generator: transactions(options.random),
    checkers: [
      {
        name: 'predicates',
        options: { expect: expected(options), promised: options.system.consistency ?? null },
      },
      { name: 'stats' },
      { name: 'availability' },
      { name: 'faults' },
    ],
  }),
}

/** Group after group: first its rows are inserted, then updated, and all the while it is read. */
function transactions(random: Random): Generator {
  const seed = random.fork()
  return iterate((group) => {
    const own = new Random(seed + Math.imul(group, 0x9e3779b1))
    const select = () => ['select', group, own.pick([0, high]), null]
    const ids = Array.from({ length: rows }, (_, id) => id)
    const change = (f: string, least: number) =>
      ids.map((id) => own.shuffle([[f, group, id, least + own.int(high)], ...some(own, select)]))
    const reads = () => [[select()], [select(), select()]]
    const order = [
      ...own.shuffle([...change('insert', 0), ...reads()]),
      ...own.shuffle([...change('update', high), ...reads()]),
    ]
    return order.map((value) => ({ f: 'txn', value }))
  })
}

/** None, one or two. */
function some<T>(random: Random, make: () => T): T[] {
  return Array.from({ length: random.int(3) }, make)
}
