import type { Op } from '../../op/op.ts'
import type { Told } from './logs.ts'
import type { Violation } from './violations.ts'

/** Looks at the raw ops again. */
export function confirms(violation: Violation, history: readonly Op[]): boolean {
  const { told } = violation
  const { op, key, revision, value } = told
  if (!says(told)) return false
  switch (violation.kind) {
    case 'garbage-event': {
      const put = history.filter((each) => each.f === 'put' && each.key === key && field(each, 'value') === value)
      const asked = put.filter(({ type }) => type === 'invoke').length
      return asked === put.filter(({ type }) => type === 'fail').length
    }
    case 'unordered-event':
      return changes(op).some(([at], i, all) => at === revision && at <= (all[i - 1]?.[0] ?? field(op, 'after')))
    case 'conflicting-events': {
      const { other } = violation
      const isSame = other.key === key && other.value === value
      return says(other) && (other.revision === revision) !== isSame
    }
    case 'missing-event': {
      const { op: watch } = violation.watch
      const isPast = field(watch, 'after') < revision && changes(watch).some(([at]) => at > revision)
      const log = history.filter((each) => each.process === watch.process && each.key === key && each.f !== 'put')
      return watch.key === key && isPast && !log.some((each) => changes(each).some(([at]) => at === revision))
    }
  }
}

/** Whether its op was answered so. */
function says({ op, key, revision, value }: Told): boolean {
  if (op.type !== 'ok' || op.key !== key) return false
  if (op.f === 'put') return field(op, 'revision') === revision && field(op, 'value') === value
  return changes(op).some(([at, what]) => at === revision && what === value)
}

function changes({ type, value }: Op): readonly (readonly [number, number])[] {
  return type === 'ok' ? (value as { events: readonly (readonly [number, number])[] }).events : []
}

function field({ value }: Op, name: string): number {
  return (value as { readonly [name: string]: number })[name] ?? Number.NaN
}
