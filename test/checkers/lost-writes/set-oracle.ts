import type { Json, Op } from '../../../src/op/op.ts'

/** Elements by outcome, straight from the definitions in lost-writes.ts, with a quantifier for each "every". */
export interface SetOracle {
  lost: Json[]
  vanished: Json[]
  unconfirmed: Json[]
  stale: Json[]
  recovered: Json[]
  neverRead: Json[]
  duplicated: Json[]
  unexpected: Json[]
  verdict: 'valid' | 'invalid' | 'unknown'
}

export function setOracle(ops: readonly Op[]): SetOracle {
  const completionOf = (invoke: Op) =>
    ops.find((op) => op.index > invoke.index && op.process === invoke.process && op.type !== 'invoke')
  const calls = ops.flatMap((op) => (op.type === 'invoke' ? [{ invoke: op, complete: completionOf(op) }] : []))
  const adds = calls.filter(({ invoke }) => invoke.f === 'add')
  const reads = calls.flatMap(({ invoke, complete }) =>
    invoke.f === 'read' && complete?.type === 'ok' ? [{ invoke, complete, list: complete.value as Json[] }] : [],
  )
  const attempted = [...new Set(adds.map(({ invoke }) => invoke.value))]
  const acks = adds.flatMap(({ complete }) => (complete?.type === 'ok' ? [complete] : []))
  const isFinal = (read: (typeof reads)[number]) => acks.every((ack) => ack.index < read.invoke.index)

  const of = (element: Json) => {
    const mine = adds.filter(({ invoke }) => invoke.value === element)
    const ack = mine.flatMap(({ complete }) => (complete?.type === 'ok' ? [complete.index] : []))
    const seers = reads.filter(({ list }) => list.includes(element))
    const certain = [...ack, ...seers.map(({ complete }) => complete.index)]
    const known = certain.length > 0 ? Math.min(...certain) : undefined
    const first = Math.min(...mine.map(({ invoke }) => invoke.index))
    const missers = reads.filter(
      ({ invoke, complete, list }) =>
        known !== undefined && invoke.index > known && complete.index > first && !list.includes(element),
    )
    const after = missers.filter(({ invoke }) => seers.every(({ complete }) => complete.index < invoke.index))
    return {
      acknowledged: ack.length > 0,
      failed: mine.every(({ complete }) => complete?.type === 'fail'),
      first,
      firstSeen: Math.min(...seers.map(({ complete }) => complete.index)),
      seen: seers.length > 0,
      missed: missers.length > 0,
      gone: after.length > 0,
      goneFinally: after.some(isFinal),
      copies: Math.max(0, ...seers.map(({ list }) => list.filter((value) => value === element).length)),
    }
  }
  const where = (test: (facts: ReturnType<typeof of>) => boolean) => attempted.filter((element) => test(of(element)))
  const strangers = [...new Set(reads.flatMap(({ list }) => list))].filter((value) => !attempted.includes(value))
  const result = {
    lost: where((e) => e.acknowledged && e.goneFinally),
    vanished: where((e) => !e.acknowledged && !e.failed && e.goneFinally),
    unconfirmed: where((e) => e.gone && !e.goneFinally),
    stale: where((e) => e.seen && !e.gone && e.missed),
    recovered: where((e) => !e.acknowledged && !e.failed && e.seen && !e.gone),
    neverRead: where((e) => e.acknowledged && !e.seen && !e.gone),
    duplicated: where((e) => e.copies > 1),
    unexpected: [...strangers, ...where((e) => e.seen && (e.failed || e.firstSeen < e.first))],
  }
  const { lost, vanished, duplicated, unexpected } = result
  const bad = [lost, vanished, duplicated, unexpected].some((found) => found.length > 0)
  const proven = acks.length > 0 && reads.some(isFinal)
  return { ...result, verdict: bad ? 'invalid' : proven ? 'valid' : 'unknown' }
}
