import type { Work } from './routed-client.ts'

/** What a final read carries when it is invoked: it must come from the primary, wherever other reads go. */
export const finalRead = 'primary'

/** How set ops are performed: `add` of an integer, `read` of the whole set. */
export const setWork: Work<'set'> = {
  type: 'set',
  isRead: (op) => op.f === 'read',
  needsPrimary: (op) => op.value === finalRead,
  async perform(session, { f, value }) {
    switch (f) {
      case 'add':
        await session.add(value as number)
        return { type: 'ok' }
      case 'read':
        return { type: 'ok', value: await session.read() }
      default:
        throw new TypeError(`a set has no op "${f}"`)
    }
  },
}
