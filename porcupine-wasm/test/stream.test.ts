import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  check,
  fifoQueue,
  HistoryError,
  type HistoryEvent,
  LinearizabilityStream,
  type Model,
  type Operation,
  register,
} from '../src/index.ts'
import { histories } from './arbitraries.ts'
import { registerOps } from './cases.ts'

const model = register({ nilReads: 'absent' })

/** The events of operations, each under a process of its own, invocations before answers where times are equal. */
function events(operations: readonly Operation[]): HistoryEvent[] {
  return operations
    .flatMap((op, process) => {
      const { f, value, output } = op
      const invoke = { at: op.invoke, order: 0, event: { type: 'invoke', process, f, value } as HistoryEvent }
      const answer = { at: op.complete, order: 1, event: { type: 'ok', process, f, value: output } as HistoryEvent }
      return Number.isFinite(op.complete) ? [invoke, answer] : [invoke]
    })
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map(({ event }) => event)
}

describe('the stream', () => {
  it('speaks at the first impossible answer when told to judge each, and agrees with the check in the end', () => {
    fc.assert(
      fc.property(histories(model, registerOps(3, false)), (history) => {
        const stream = new LinearizabilityStream(model, { every: 1, share: 0 })
        const fed = events(history)
        const at = fed.findIndex((event) => stream.feed(event) !== undefined)
        const whole = check(model, fed)
        expect(at >= 0 ? 'invalid' : 'valid').toBe(whole.verdict)
        if (at >= 0) expect(whole.objects[0]?.explanation?.impossible.complete).toBe(at)
        for (const event of fed.slice(at < 0 ? fed.length : at + 1)) expect(stream.feed(event)).toBeUndefined()
        expect(stream.finish().verdict).toBe(whole.verdict)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps objects apart and leaves failed operations out', () => {
    const stream = new LinearizabilityStream(model, { every: 1, share: 0 })
    const feed = (type: HistoryEvent['type'], f: string, key: string, value: unknown = null) =>
      stream.feed({ type, process: 1, f, key, value })
    feed('invoke', 'write', 'a', 1)
    expect(feed('fail', 'write', 'a', 1)).toBeUndefined()
    feed('invoke', 'write', 'b', 1)
    expect(feed('ok', 'write', 'b', 1)).toBeUndefined()
    feed('invoke', 'read', 'a')
    expect(feed('ok', 'read', 'a', 1)).toMatchObject({ key: 'a', verdict: 'invalid' })
    expect(stream.finish().objects.map(({ key, verdict }) => [key, verdict])).toEqual([
      ['a', 'invalid'],
      ['b', 'valid'],
    ])
  })

  it('speaks when a failure takes away what had been seen', () => {
    const stream = new LinearizabilityStream(model, { every: 1, share: 0 })
    const feed = (type: HistoryEvent['type'], process: number, f: string, value: unknown) =>
      stream.feed({ type, process, f, value })
    feed('invoke', 1, 'write', 1)
    feed('invoke', 2, 'read', null)
    expect(feed('ok', 2, 'read', 1)).toBeUndefined()
    expect(feed('fail', 1, 'write', 1)).toMatchObject({ verdict: 'invalid' })
  })

  it('does not forget what it found illegal where the whole takes too many steps', () => {
    // Found by the long agreement, seed 37261174.
    const put = (value: number, invoke: number, complete: number) => ({ f: 'enqueue', value, invoke, complete })
    const take = (output: number, invoke: number, complete: number) => ({ f: 'dequeue', output, invoke, complete })
    const history = [
      ...[0, 1, 1, 2, 0, 2, 0, 1].map((value) => put(value, 1, 9)),
      ...[0, 1, 1, 2, 2].map((value) => take(value, 10, 18)),
      ...[put(0, 10, 18), take(1, 10, 18), put(0, 10, 18)],
      ...[take(0, 19, 27), put(0, 19, 28), take(1, 19, 27)],
    ]
    const budget = { every: 1, share: 0, explain: false, maxSteps: 20_000 }
    const stream = new LinearizabilityStream(fifoQueue() as Model, budget)
    expect(events(history).map((event) => stream.feed(event)?.verdict)).toContain('invalid')
    expect(stream.finish().verdict).toBe('invalid')
  })

  it('refuses an answer without a question', () => {
    expect(() => new LinearizabilityStream(model).feed({ type: 'ok', process: 1, f: 'read' })).toThrow(HistoryError)
  })
})
