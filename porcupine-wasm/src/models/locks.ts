import { illegal, isIndeterminate, type Model } from '../model.ts'
import { HistoryError, type Operation } from '../operation.ts'
import { fromRegisterForm } from './register.ts'

/** A lock that anyone may release: `acquire` takes it when free, `release` frees it when taken. */
export function mutex(): Model {
  const model = fromRegisterForm('mutex', {
    init: false,
    form: (op) =>
      isAcquire('mutex', op) ? { kind: 'cas', from: false, to: true } : { kind: 'cas', from: true, to: false },
  })
  return { ...model, describeState: (held) => (held ? 'taken' : 'free') }
}

/** A lock that only its owner may release. The owner is the operation's value or, without one, its process. */
export function ownerLock(): Model {
  const model = fromRegisterForm('owner-lock', {
    init: null,
    form: (op) => {
      const owner = ownerOf(op)
      return isAcquire('owner-lock', op)
        ? { kind: 'cas', from: null, to: owner }
        : { kind: 'cas', from: owner, to: null }
    },
  })
  return { ...model, describeState: (owner) => (owner === null ? 'free' : `held by ${owner}`) }
}

interface Fenced {
  readonly owner: unknown
  readonly token: number
}

/**
 * An owner's lock whose `acquire` answers a fencing token (output), which must be greater than every one before it.
 * The token of an indeterminate acquire is not known and binds nobody.
 */
export function fencedLock(): Model<Fenced> {
  return {
    name: 'fenced-lock',
    init: { owner: null, token: Number.NEGATIVE_INFINITY },
    step({ owner, token }, op) {
      const who = ownerOf(op)
      if (!isAcquire('fenced-lock', op)) return owner === who ? { owner: null, token } : illegal
      if (owner !== null) return illegal
      if (isIndeterminate(op)) return { owner: who, token }
      const next = op.output
      if (typeof next !== 'number') throw new HistoryError('an answered acquire of a fenced lock has a token, a number')
      return next > token ? { owner: who, token: next } : illegal
    },
    opKey: (op) => [op.f, ownerOf(op), isIndeterminate(op) ? null : op.output],
    describeState: ({ owner, token }) =>
      `${owner === null ? 'free' : `held by ${owner}`}${Number.isFinite(token) ? `, last token ${token}` : ''}`,
  }
}

function isAcquire(name: string, { f }: Operation): boolean {
  if (f === 'acquire') return true
  if (f === 'release') return false
  throw new HistoryError(`a ${name} does not know "${f}": it knows acquire, release`)
}

function ownerOf({ value, process }: Operation): number | string {
  const owner = value ?? process
  if (typeof owner === 'number' || typeof owner === 'string') return owner
  throw new HistoryError('an operation of a lock needs an owner: its process, or a number or string as its value')
}
