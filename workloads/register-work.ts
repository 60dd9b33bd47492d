import type { Json } from '../src/op/op.ts'
import type { Work } from './routed-client.ts'

/** How register ops are performed: `read`, `write` of a value, `cas` of `[from, to]`, each on `op.key`. */
export const registerWork: Work<'register'> = {
  type: 'register',
  isRead: (op) => op.f === 'read',
  async perform(session, { f, key = null, value }) {
    switch (f) {
      case 'read':
        return { type: 'ok', value: await session.read(key) }
      case 'write':
        await session.write(key, value)
        return { type: 'ok' }
      case 'cas': {
        const [from = null, to = null] = value as readonly Json[]
        // A refusal without error, as Jepsen's: the database answered, and its answer is no.
        return { type: (await session.cas(key, from, to)) ? 'ok' : 'fail' }
      }
      default:
        throw new TypeError(`a register has no op "${f}"`)
    }
  },
}
