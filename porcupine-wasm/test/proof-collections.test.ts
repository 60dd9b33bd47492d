import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bruteForce, checkOperations, fifoQueue, type Model, type Operation, set, stack } from '../src/index.ts'
import { collectedGroups, restrict } from '../src/shrink.ts'
import { histories } from './arbitraries.ts'
import { cases } from './cases.ts'
import { known } from './known.ts'

const numRuns = Number(process.env.PORCUPINE_FUZZ ?? 1000)
const collections = cases.filter(({ name }) => /^(fifo|stack|set|unordered)/.test(name))

describe('an illegal verdict on a collection', () => {
  it.each(collections)(
    '$name: the prefix before the impossible answer is legal, with it illegal; so is the proof',
    ({ model, ops }) => {
      fc.assert(
        fc.property(histories(model, ops), (history) => {
          const object = checkOperations(model, history).objects[0]
          if (object?.verdict !== 'invalid') return
          const { explanation, proof } = object
          if (!explanation || !proof) throw new Error('an illegal verdict without its reasons')
          const end = explanation.impossible.complete
          expect(bruteForce(model, known(history, end, true))).toBe(false)
          expect(bruteForce(model, known(history, end, false))).toBe(true)
          expect(bruteForce(model, proof.operations)).toBe(false)
        }),
        { numRuns },
      )
    },
  )

  it.each(collections)('$name: is shrunk only by removals that leave a legal history legal', ({ model, ops }) => {
    fc.assert(
      fc.property(histories(model, ops), fc.array(fc.boolean(), { size: 'max', maxLength: 20 }), (history, gone) => {
        if (!bruteForce(model, history)) return
        expect(bruteForce(model, without(model, history, gone))).toBe(true)
      }),
      { numRuns },
    )
  })

  it.each<[string, Model, Operation[]]>([
    ['stack', stack() as Model, [put('push', 1, 0), put('push', 2, 2), take('pop', 1, 4)]],
    ['queue', fifoQueue() as Model, [put('enqueue', 1, 0), put('enqueue', 2, 2), take('dequeue', 2, 4)]],
    ['set', set() as Model, [put('add', 1, 0), take('read', [], 4)]],
  ])('of a long history of a %s is proved by what matters', (name, model, core) => {
    const f = core[0]?.f ?? ''
    const noise = Array.from({ length: 3000 }, (_, i) => put(f, 10 + i, 100 + 3 * i))
    const later = core.map((op) => ({ ...op, invoke: op.invoke + 50_000, complete: op.complete + 50_000 }))
    const all = noise.map(({ value }) => value)
    // What was read or taken in between must not keep its values in the proof.
    const between = name === 'set' ? [take('read', all, 40_000)] : []
    const answer = name === 'set' ? { output: all } : {}
    const history = [...noise, ...between, ...later.map((op) => (op.f === 'read' ? { ...op, ...answer } : op))]
    if (name === 'queue') history.push(...all.map((value, i) => take('dequeue', value, 40_000 + 2 * i)))
    const { proof, explanation } = checkOperations(model, history).objects[0] ?? {}
    expect(explanation?.impossible).toEqual(history.find((op) => op.complete === 50_000 + (core.at(-1)?.complete ?? 0)))
    expect(proof).toMatchObject({ operations: later, confirmedBy: 'brute force', minimal: true })
  })
})

function put(f: string, value: unknown, invoke: number): Operation {
  return { f, value, invoke, complete: invoke + 1 }
}

function take(f: string, output: unknown, invoke: number): Operation {
  return { f, output, invoke, complete: invoke + 1 }
}

/** Some values, or elements, and all that has to do with them, taken out of a history. */
function without(
  { collectionForm, setForm }: Model,
  history: readonly Operation[],
  gone: readonly boolean[],
): Operation[] {
  if (collectionForm) {
    const values = collectedGroups(history, collectionForm.form).filter((_, i) => gone[i])
    return history.filter((op) => !values.flat().includes(op))
  }
  const names = new Set(gone.flatMap((isGone, i) => (isGone ? [String(i)] : [])))
  return history.flatMap((op) => (setForm ? (restrict(op, setForm(op), names) ?? []) : [op]))
}
