import { canonical } from '../core/intern.ts'
import { illegal, isIndeterminate, type Model } from '../model.ts'
import { HistoryError, type Operation } from '../operation.ts'

/** One step of a transaction: `['read', key, value]` or `['write', key, value]` (also `r` and `w`). */
export type MicroOp = readonly [f: string, key: unknown, value?: unknown]

export interface MultiRegisterOptions {
  /** Values by key before the first transaction; nil for keys that are not named. */
  readonly initial?: Readonly<Record<string, unknown>>
  /** See RegisterOptions. @default 'any' */
  readonly nilReads?: 'any' | 'absent'
}

type State = Readonly<Record<string, unknown>>

/** Several registers read and written together. The output, or failing that the value, is a list of micro-ops. */
export function multiRegister(options: MultiRegisterOptions = {}): Model<State> {
  const nilTells = options.nilReads === 'absent'
  return {
    name: 'multi-register',
    init: options.initial ?? {},
    step(state, op) {
      let next: Record<string, unknown> | undefined
      for (const [f, key, value] of microOps(op)) {
        const name = keyName(key)
        if (isRead(f)) {
          if (isIndeterminate(op) || ((value ?? null) === null && !nilTells)) continue
          if (canonical((next ?? state)[name]) !== canonical(value)) return illegal
        } else {
          next ??= { ...state }
          next[name] = value ?? null
        }
      }
      return next ?? state
    },
    observer: (op) => microOps(op).every(([f]) => isRead(f)),
    opKey: (op) => [microOps(op), isIndeterminate(op)],
  }
}

function microOps(op: Operation): readonly MicroOp[] {
  const list = isIndeterminate(op) ? op.value : (op.output ?? op.value)
  if (Array.isArray(list) && list.every((step) => Array.isArray(step))) return list as unknown as readonly MicroOp[]
  throw new HistoryError('an operation of a multi-register is a list of ["read" | "write", key, value]')
}

function isRead(f: unknown): boolean {
  if (f === 'read' || f === 'r') return true
  if (f === 'write' || f === 'w') return false
  throw new HistoryError(`a multi-register does not know "${String(f)}": it knows read, write`)
}

function keyName(key: unknown): string {
  return typeof key === 'string' ? key : canonical(key)
}
