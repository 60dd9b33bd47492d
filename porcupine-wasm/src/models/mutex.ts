import type { Model } from '../model.ts'
import { HistoryError } from '../operation.ts'
import { fromRegisterForm } from './register.ts'

/** A lock that anyone may release: `acquire` takes it when free, `release` frees it when taken. */
export function mutex(): Model {
  const model = fromRegisterForm('mutex', {
    init: false,
    form: (op) => {
      if (op.f === 'acquire') return { kind: 'cas', from: false, to: true }
      if (op.f === 'release') return { kind: 'cas', from: true, to: false }
      throw new HistoryError(`a mutex does not know "${op.f}": it knows acquire, release`)
    },
  })
  return { ...model, describeState: (held) => (held ? 'taken' : 'free') }
}
