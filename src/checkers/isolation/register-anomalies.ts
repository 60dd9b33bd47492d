import type { Collector } from './collector.ts'
import { intermediate } from './list-anomalies.ts'
import { FAIL, mopsOf, OK, opOf, type Txns } from './txns.ts'
import type { Writes } from './writes.ts'

/** The anomalies of rw-register that one read shows: of an aborted, an intermediate value, or one that nobody wrote. */
export function registerAnomalies(txns: Txns, writes: Writes, found: Collector): void {
  for (let t = 0, mop = 0; t < txns.count; t++)
    for (const [, key, value] of mopsOf(txns, t)) {
      const at = mop++
      if (txns.isWrite[at] === 1 || txns.type[t] !== OK || (value ?? null) === null) continue
      const write = writes.find(txns.key[at]!, value)
      const reader = opOf(txns, t).index
      const place = at - txns.firstMop[t]!
      if (write < 0) found.add('garbage-read', () => ({ type: 'garbage-read', key, value, reader, mop: place }))
      else {
        const writer = txns.txnOf[write]!
        if (txns.type[writer] === FAIL) {
          const aborted = opOf(txns, writer).index
          found.add('G1a', () => ({ type: 'G1a', key, value, writer: aborted, reader, mop: place }))
        }
        intermediate(txns, found, write, at)
      }
    }
}
