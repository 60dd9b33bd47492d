import { canonical } from '../core/intern.ts'
import { illegal, isIndeterminate, type Model, type RegisterOp } from '../model.ts'
import { HistoryError, type Operation } from '../operation.ts'

export interface RegisterOptions {
  /** The value before the first write; nil unless given. */
  readonly initial?: unknown
  /**
   * What an answered read of nil says: `any` that nothing was learnt (Knossos' rule), `absent` that the register held
   * nothing.
   * @default 'any'
   */
  readonly nilReads?: 'any' | 'absent'
}

/** A register that is read and written: `read` (output: the value), `write` (value). */
export function register(options: RegisterOptions = {}): Model {
  return family('register', options, ['read', 'write'])
}

/** A register with compare-and-set: `cas` of `[from, to]`, whose output `false` says that it was refused. */
export function casRegister(options: RegisterOptions = {}): Model {
  return family('cas-register', options, ['read', 'write', 'cas'])
}

function family(name: string, options: RegisterOptions, fs: readonly string[]): Model {
  const init = options.initial ?? null
  const nilTells = options.nilReads === 'absent'
  const form = (op: Operation): RegisterOp => {
    if (op.f === 'write') return { kind: 'write', value: op.value ?? null }
    if (op.f === 'read') {
      const nil = op.output === undefined || op.output === null
      return isIndeterminate(op) || (nil && !nilTells) ? { kind: 'any' } : { kind: 'read', value: op.output ?? null }
    }
    if (!fs.includes(op.f)) throw new HistoryError(`a ${name} does not know "${op.f}": it knows ${fs.join(', ')}`)
    if (!Array.isArray(op.value) || op.value.length !== 2) throw new HistoryError('the value of a cas is [from, to]')
    const [from, to] = op.value as [unknown, unknown]
    if (op.output === false && !isIndeterminate(op)) return { kind: 'refused', from: from ?? null }
    return { kind: 'cas', from: from ?? null, to: to ?? null }
  }
  const model = fromRegisterForm(name, { init, form })
  const step = (state: unknown, op: Operation) => {
    if (op.f === 'write') return op.value ?? null
    if (op.f !== 'read') return model.step(state, op)
    const tellsNothing = isIndeterminate(op) || ((op.output ?? null) === null && !nilTells)
    return tellsNothing || same(state, op.output ?? null) ? state : illegal
  }
  return { ...model, step }
}

/** A model from its register form; `same` compares values. */
export function fromRegisterForm(name: string, registerForm: NonNullable<Model['registerForm']>): Model {
  return {
    name,
    init: registerForm.init,
    registerForm,
    step: (state, op) => stepRegister(state, registerForm.form(op)),
    observer: (op) => {
      const { kind } = registerForm.form(op)
      return kind === 'read' || kind === 'refused' || kind === 'any'
    },
  }
}

function stepRegister(state: unknown, op: RegisterOp): unknown {
  switch (op.kind) {
    case 'any':
      return state
    case 'write':
      return op.value
    case 'read':
      return same(state, op.value) ? state : illegal
    case 'cas':
      return same(state, op.from) ? op.to : illegal
    case 'refused':
      return same(state, op.from) ? illegal : state
  }
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  return canonical(a) === canonical(b)
}
