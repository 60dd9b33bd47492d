import type { Member, WriteConcern } from './member.ts'
import type { Change, Document } from './oplog.ts'
import { idOf } from './query.ts'
import { notPrimaryNoSecondaryOk, notWritablePrimary, ServerError } from './server-error.ts'

/** How a command reads and writes: within its transaction, or by itself. */
export interface Access {
  all(ns: string): Document[]
  find(ns: string, id: unknown): Document | undefined
  /** A document's next version, made of its present one. Waits for transactions that hold it. */
  change(ns: string, id: unknown, next: (before: Document | undefined) => Document | undefined): Promise<void>
  /** When all is done: the write concern's error, if it has one. */
  finish(): Promise<Document | undefined>
}

const transactionKey = ({ lsid, txnNumber }: Document) => `${lsid?.id?.toString('hex')} ${txnNumber}`

export { transactionKey }

export async function accessFor(member: Member, command: Document, staleBy: number): Promise<Access> {
  await afterClusterTime(member, command)
  return command.autocommit === false ? inTransaction(member, command) : await alone(member, command, staleBy)
}

async function afterClusterTime(member: Member, { readConcern }: Document): Promise<void> {
  const wanted = readConcern?.afterClusterTime?.t
  if (wanted !== undefined && !(await member.until(() => member.oplog.length >= wanted, 5000)))
    throw new ServerError(50, 'MaxTimeMSExpired')
}

function inTransaction(member: Member, command: Document): Access {
  if (!member.leads) throw notWritablePrimary()
  const key = transactionKey(command)
  // At any level: what was read and is not committed by a majority yet, the commit waits for.
  if (command.startTransaction === true) member.transactions.start(key, member.oplog.length)
  const { transactions } = member
  return {
    all: (ns) => transactions.all(key, ns),
    find: (ns, id) => transactions.find(key, ns, idOf(id)),
    async change(ns, id, next) {
      const document = next(transactions.find(key, ns, idOf(id)))
      if (document !== undefined) transactions.write(key, { ns, id: idOf(id), document })
    },
    finish: async () => undefined,
  }
}

async function alone(member: Member, command: Document, staleBy: number): Promise<Access> {
  const { level = 'local' } = command.readConcern ?? {}
  const mode = command.$readPreference?.mode ?? 'primary'
  const reading = command.find !== undefined
  if (reading && mode === 'primary' && !member.leads) throw notPrimaryNoSecondaryOk()
  if (reading && level === 'linearizable') await stillLeads(member, command)
  const { oplog } = member
  const newest = level === 'majority' || level === 'snapshot' ? member.committed : oplog.length
  const at = () => (reading ? Math.max(1, newest - staleBy) : oplog.length)
  return {
    all: (ns) => oplog.all(ns, at()),
    find: (ns, id) => oplog.get(ns, idOf(id), at()),
    async change(ns, id, next) {
      if (!member.leads) throw notWritablePrimary()
      await member.until(() => member.transactions.holder(ns, idOf(id)) === undefined, 5000)
      const document = next(oplog.get(ns, idOf(id), oplog.length))
      const changes: Change[] = document === undefined ? [] : [{ ns, id: idOf(id), document }]
      if (changes.length > 0) member.write(changes)
    },
    // A write that changed nothing waits for what it saw.
    finish: () => member.replicated(oplog.length, (command.writeConcern ?? {}) as WriteConcern),
  }
}

/** A write that says nothing, and that a majority must have, proves that nobody else leads. */
async function stillLeads(member: Member, { maxTimeMS = 0 }: Document): Promise<void> {
  const failed = await member.replicated(member.write([]), { w: 'majority', wtimeout: maxTimeMS })
  if (failed?.code === 64) throw new ServerError(50, 'MaxTimeMSExpired')
  if (failed !== undefined) throw new ServerError(failed.code, failed.codeName)
}
