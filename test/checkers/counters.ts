import fc from 'fast-check'
import type { Op } from '../../src/op/op.ts'

/**
 * Histories of counters by a store that may do anything: up to four processes, increments and reads that overlap, some
 * never answered. `honest`: answers are those of a serial execution at some moment between invocation and answer.
 */
export function counterHistories({ honest }: { honest: boolean }): fc.Arbitrary<Op[]> {
  const event = fc.record({
    process: fc.nat(3),
    f: fc.constantFrom('increment', 'increment', 'read'),
    key: fc.nat(1),
    end: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'fail', 'info' as const),
    happens: fc.boolean(),
    early: fc.boolean(),
    lie: fc.nat(4),
  })
  return fc.array(event, { minLength: 1, maxLength: 30 }).map((events) => {
    const ops: Op[] = []
    const now = [0, 0]
    const answers = new Map<number, { op: Op; answer: Op['value'] }>()
    const act = (f: string, key: number): Op['value'] => {
      if (f === 'read') return now.map((value, at) => [at, value])
      now[key] = (now[key] ?? 0) + 1
      return now[key] ?? 0
    }
    for (const { process, f, key, end, happens, early, lie } of events) {
      const at = { index: ops.length * 2 + 1, time: ops.length * 1000, process } // sparse on purpose
      const open = answers.get(process)
      if (open === undefined) {
        const op: Op = { ...at, type: 'invoke', f, value: null, ...(f === 'increment' && { key }) }
        answers.set(process, { op, answer: early && f === 'read' ? act(f, key) : null })
        ops.push(op)
        continue
      }
      answers.delete(process)
      const asked = open.op
      const type = end
      const effect = type === 'ok' || (type === 'info' && happens)
      const answer = effect ? (open.answer ?? act(asked.f, Number(asked.key ?? 0))) : null
      const lied = asked.f === 'read' ? [0, 1].map((each) => [each, lie]) : lie + 1
      ops.push({ ...asked, ...at, type, value: type !== 'ok' ? null : honest ? answer : lied })
    }
    return ops
  })
}
