import type { Amount, Way } from '../src/client/data-types.ts'
import type { Work } from './routed-client.ts'

/**
 * How ops on amounts are performed: `read` of all, `[[key, amount], …]`; `transfer` of `{ from, to, amount, after }`,
 * where `after` is filled in with the two amounts that it left behind; `increment` of the amount under `op.key`,
 * answered with what it became. A transfer or increment that the amounts do not allow fails without error. `filled`:
 * the amounts that there are before the first op.
 */
export function amountsWork(filled: readonly Amount[], way: Way): Work<'amounts'> {
  return {
    type: 'amounts',
    isRead: (op) => op.f === 'read',
    prepare: (session) => session.fill(filled),
    async perform(session, { f, key, value }) {
      switch (f) {
        case 'read':
          return { type: 'ok', value: await session.read() }
        case 'transfer': {
          const transfer = value as { readonly from: number; readonly to: number; readonly amount: number }
          const { from, to, amount } = transfer
          const changes = [[from, -amount] as const, [to, amount] as const]
          const after = await session.add(changes, way)
          return after === null ? { type: 'fail' } : { type: 'ok', value: { ...transfer, after } }
        }
        case 'increment': {
          const after = await session.add([[key as number, 1]], way)
          return after === null ? { type: 'fail' } : { type: 'ok', value: after[0]?.[1] ?? null }
        }
        default:
          throw new TypeError(`amounts have no op "${f}"`)
      }
    },
  }
}
