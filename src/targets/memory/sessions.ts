import type {
  Amounts,
  DataTypeName,
  DataTypes,
  GrowSet,
  Inserts,
  Lock,
  Register,
  Table,
  Transactions,
  Watched,
} from '../../client/data-types.ts'
import type { Store } from './store.ts'

/** Thrown by an op on a session that was closed before: nothing was done. */
export class ClosedSession extends Error {
  override name = 'ClosedSession'
}

/** Sessions hold nothing of their own: an op that was on its way when a session closes still takes effect. */
export const sessions: { readonly [T in DataTypeName]: (store: Store) => DataTypes[T] } = {
  register: (store): Register => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      read: (key) => whileOpen(() => store.read(key)),
      write: (key, value) => whileOpen(() => store.write(key, value)),
      cas: (key, from, to) => whileOpen(() => store.cas(key, from, to)),
      close,
    }
  },
  set: (store): GrowSet => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      add: (element) => whileOpen(() => store.add(element)),
      read: () => whileOpen(() => store.elements()),
      close,
    }
  },
  transactions: (store): Transactions => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      listAppend: (mops) => whileOpen(() => store.listAppend(mops)),
      rwRegister: (mops) => whileOpen(() => store.rwRegister(mops)),
      close,
    }
  },
  amounts: (store): Amounts => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      fill: (amounts) => whileOpen(() => store.fill(amounts)),
      read: () => whileOpen(() => store.amounts()),
      add: (changes, way) => whileOpen(() => store.addAmounts(changes, way)),
      close,
    }
  },
  table: (store): Table => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      transact: (mops) => whileOpen(() => store.rows(mops)),
      close,
    }
  },
  inserts: (store): Inserts => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      insert: (element, key) => whileOpen(() => store.insert(element, key)),
      read: () => whileOpen(() => store.elements()),
      close,
    }
  },
  lock: (store): Lock => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      acquire: (key, leaseMs, waitMs) => whileOpen(() => store.acquire(key, leaseMs, waitMs)),
      read: () => whileOpen(() => store.protectedNumbers()),
      write: (hold, value, fenced) => whileOpen(() => store.writeProtected(hold, value, fenced)),
      release: (hold) => whileOpen(() => store.release(hold)),
      close,
    }
  },
  watched: (store): Watched => {
    const { whileOpen, close } = closable()
    return {
      setup: () => whileOpen(async () => {}),
      put: (key, value) => whileOpen(() => store.put(key, value)),
      watch: (key, after, how) => whileOpen(() => store.watch(key, after, how)),
      close,
    }
  },
}

function closable() {
  let closed = false
  return {
    async whileOpen<T>(op: () => Promise<T>): Promise<T> {
      if (closed) throw new ClosedSession('the session is closed')
      return await op()
    },
    close: async (): Promise<void> => {
      closed = true
    },
  }
}
