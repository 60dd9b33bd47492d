import type { Work } from './routed-client.ts'

/** How set ops are performed: `add` of an integer, `read` of the whole set. */
export const setWork: Work<'set'> = {
  type: 'set',
  isRead: (op) => op.f === 'read',
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
