import { Binary, Long, ObjectId, Timestamp } from 'mongodb'
import { type Access, accessFor, transactionKey } from './access.ts'
import type { Member, WriteConcern } from './member.ts'
import type { Document } from './oplog.ts'
import { idOf, matches, seed, sorted, updated } from './query.ts'
import type { ReplicaSet } from './replica-set.ts'
import { noSuchTransaction, notWritablePrimary, ServerError } from './server-error.ts'

export type Perform = (command: Document) => Promise<Document>

/** Performs the commands of one member. Rejects with ServerError for an answer with `ok: 0`. */
export function commandsOf(member: Member, set: ReplicaSet): Perform {
  const once = new Map<string, Document>()
  return async (command) => {
    const [name = ''] = Object.keys(command)
    const handler = handlers[name]
    if (handler === undefined) throw new ServerError(59, 'CommandNotFound')
    const retryable = command.txnNumber !== undefined && command.autocommit === undefined
    const key = retryable ? transactionKey(command) : ''
    const answer = once.get(key) ?? (await handler({ member, set }, command))
    if (retryable) once.set(key, answer)
    const signature = { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO }
    return { ...answer, ok: 1, operationTime: member.time, $clusterTime: { clusterTime: member.time, signature } }
  }
}

interface Context {
  readonly member: Member
  readonly set: ReplicaSet
}

type Handler = (context: Context, command: Document) => Promise<Document> | Document

const handlers: Readonly<Record<string, Handler>> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  ping: () => ({}),
  buildInfo: () => ({ version: '0.0.0-stub' }),
  endSessions: () => ({}),
  killCursors: () => ({}),
  getDefaultRWConcern: () => ({ defaultWriteConcern: { w: 'majority' } }),

  replSetGetStatus: ({ member, set }) => ({
    members: set.members.map(({ name }) => ({
      name,
      self: name === member.name,
      syncSourceHost: member.leads || name !== member.name ? '' : 'the primary',
    })),
  }),

  replSetInitiate({ set }, { replSetInitiate: config }) {
    set.initiate(config._id, config)
    return {}
  },

  replSetStepDown({ member, set }) {
    if (!member.leads) throw notWritablePrimary()
    set.elect()
    return {}
  },

  listDatabases({ member }) {
    const databases = new Set(member.oplog.namespaces().map((ns) => ns.split('.')[0] ?? ''))
    return { databases: [...databases].map((name) => ({ name })) }
  },

  listCollections({ member }, { $db, filter = {} }) {
    const here = member.oplog.namespaces().filter((ns) => ns.startsWith(`${$db}.`))
    const all = here.map((ns) => ({ name: ns.slice(`${$db}.`.length), type: 'collection' }))
    return cursor(
      `${$db}.$cmd.listCollections`,
      all.filter((each) => matches(each, filter)),
    )
  },

  /** A collection is there once it has a document: nobody here asks for an empty one. */
  create: ({ member }) => {
    if (!member.leads) throw notWritablePrimary()
    return {}
  },

  async dropDatabase({ member }, { $db, writeConcern = {} }) {
    const gone = member.oplog.namespaces().filter((ns) => ns.startsWith(`${$db}.`))
    const changes = gone.flatMap((ns) =>
      member.oplog.all(ns, member.oplog.length).map(({ _id }) => ({ ns, id: idOf(_id), document: null })),
    )
    return acknowledged(await member.replicated(member.write(changes), writeConcern as WriteConcern))
  },

  async find({ member, set }, command) {
    const ns = `${command.$db}.${command.find}`
    const access = await accessFor(member, command, set.staleBy)
    const found = candidates(access, ns, command.filter).filter((each) => matches(each, command.filter))
    return cursor(ns, sorted(found, command.sort).slice(0, command.limit || found.length))
  },

  async insert({ member }, command) {
    const ns = `${command.$db}.${command.insert}`
    const access = await accessFor(member, command, 0)
    const errors: Document[] = []
    for (const [index, document] of (command.documents as Document[]).entries())
      await access.change(ns, document._id, (before) => {
        if (before === undefined) return document
        errors.push(duplicate(index))
        return undefined
      })
    refuseInTransaction(member, command, errors)
    return written({ n: command.documents.length - errors.length }, errors, await access.finish())
  },

  async update({ member }, command) {
    const ns = `${command.$db}.${command.update}`
    const access = await accessFor(member, command, 0)
    const done = { n: 0, nModified: 0, upserted: [] as Document[] }
    const errors: Document[] = []
    for (const [index, { q, u, upsert = false }] of (command.updates as Document[]).entries())
      await access.change(ns, q._id, (before) => {
        if (before !== undefined && matches(before, q)) {
          done.n++
          done.nModified++
          return updated(before, u, false)
        }
        if (!upsert) return undefined
        if (before !== undefined) {
          errors.push(duplicate(index))
          return undefined
        }
        done.n++
        done.upserted.push({ index, _id: q._id })
        return updated(seed(q), u, true)
      })
    refuseInTransaction(member, command, errors)
    return written(done, errors, await access.finish())
  },

  async findAndModify({ member }, command) {
    const { query, update } = command
    const access = await accessFor(member, command, 0)
    let value: Document | null = null
    await access.change(`${command.$db}.${command.findAndModify}`, query._id, (before) => {
      if (before === undefined || !matches(before, query)) return undefined
      value = updated(before, update, false)
      return value
    })
    return { value, ...acknowledged(await access.finish()) }
  },

  async commitTransaction({ member }, command) {
    if (!member.leads) throw notWritablePrimary()
    const at = member.transactions.commit(transactionKey(command))
    return acknowledged(await member.replicated(at, (command.writeConcern ?? {}) as WriteConcern))
  },

  abortTransaction({ member }, command) {
    const key = transactionKey(command)
    try {
      member.transactions.get(key)
    } catch {
      throw noSuchTransaction()
    }
    member.transactions.abort(key)
    return {}
  },
}

function hello({ member, set }: Context): Document {
  return {
    isWritablePrimary: member.leads,
    ismaster: member.leads,
    secondary: set.initiated && !member.leads,
    helloOk: true,
    ...(set.initiated ? { setName: set.name, setVersion: 1 } : { isreplicaset: true }),
    hosts: set.members.map(({ name }) => name),
    ...(member.leads ? { electionId: new ObjectId(`7fffffff${member.term.toString(16).padStart(16, '0')}`) } : {}),
    me: member.name,
    localTime: new Date(),
    lastWrite: { opTime: { ts: new Timestamp({ t: member.oplog.length, i: 1 }), t: member.oplog.term } },
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 25,
  }
}

/** By the _id where the filter names one: a set of thousands is not looked through. */
function candidates(access: Access, ns: string, filter: Document): Document[] {
  if (filter._id === undefined) return access.all(ns)
  const one = access.find(ns, filter._id)
  return one === undefined ? [] : [one]
}

const cursor = (ns: string, firstBatch: Document[]) => ({ cursor: { id: Long.ZERO, ns, firstBatch } })

const duplicate = (index: number) => ({ index, code: 11000, errmsg: 'E11000 duplicate key error' })

const acknowledged = (failed: Document | undefined) => (failed === undefined ? {} : { writeConcernError: failed })

function written(answer: Document, errors: Document[], failed: Document | undefined): Document {
  return { ...answer, ...(errors.length > 0 ? { writeErrors: errors } : {}), ...acknowledged(failed) }
}

/** An error of any statement aborts the whole transaction. */
function refuseInTransaction(member: Member, command: Document, errors: Document[]): void {
  if (errors.length > 0 && command.autocommit === false) member.transactions.abort(transactionKey(command))
}
