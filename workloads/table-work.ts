import type { RowMop } from '../src/client/data-types.ts'
import type { Work } from './routed-client.ts'

/**
 * How transactions on a table are performed: `txn` of steps `['insert', group, id, value]`, `['update', group, id,
 * value]` and `['select', group, least, null]`. One that would update a row that is not there fails without error.
 */
export const tableWork: Work<'table'> = {
  type: 'table',
  isRead: ({ value }) => Array.isArray(value) && value.every((mop) => Array.isArray(mop) && mop[0] === 'select'),
  async perform(session, { f, value }) {
    if (f !== 'txn') throw new TypeError(`a table has no op "${f}"`)
    const answer = await session.transact(value as unknown as readonly RowMop[])
    return answer === null ? { type: 'fail' } : { type: 'ok', value: answer }
  },
}
