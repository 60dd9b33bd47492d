import type { ListMop, RegisterMop } from '../src/client/data-types.ts'
import type { Invocation } from '../src/op/op.ts'
import type { Work } from './routed-client.ts'

/** How transactions on lists are performed: `txn` of steps `['append', key, element]` and `['r', key, null]`. */
export const listAppendWork: Work<'transactions'> = {
  type: 'transactions',
  isRead: onlyReads,
  perform: async (session, op) => ({ type: 'ok', value: await session.listAppend(mops<ListMop>(op)) }),
}

/** How transactions on registers are performed: `txn` of steps `['w', key, value]` and `['r', key, null]`. */
export const rwRegisterWork: Work<'transactions'> = {
  type: 'transactions',
  isRead: onlyReads,
  perform: async (session, op) => ({ type: 'ok', value: await session.rwRegister(mops<RegisterMop>(op)) }),
}

function onlyReads({ value }: Invocation): boolean {
  return Array.isArray(value) && value.every((mop) => Array.isArray(mop) && mop[0] === 'r')
}

function mops<M>({ f, value }: Invocation): readonly M[] {
  if (f !== 'txn') throw new TypeError(`there is no op "${f}" on transactions`)
  return value as unknown as readonly M[]
}
