import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../src/decide.ts'
import { explain } from '../src/explain.ts'
import { casRegister, checkOperations, keyValue, type Model, type Operation, register } from '../src/index.ts'
import { bruteForce } from '../src/oracle.ts'
import { shrink, valueGroups } from '../src/shrink.ts'
import { whyNotLinearization } from '../src/verify.ts'
import { histories } from './arbitraries.ts'
import { registerOps } from './cases.ts'
import { known } from './known.ts'

describe('an illegal verdict', () => {
  it('names the first impossible answer, the state before it, and a proof of three operations', () => {
    const noise = Array.from(
      { length: 300 },
      (_, i): Operation => ({ f: 'write', value: i + 10, invoke: 10 * i, complete: 10 * i + 15 }),
    )
    const ops: Operation[] = [
      ...noise,
      { f: 'write', value: 4, invoke: 4000, complete: 4001, process: 1 },
      { f: 'write', value: 5, invoke: 4002, complete: 4003, process: 1 },
      { f: 'read', output: 4, invoke: 4004, complete: 4005, process: 2 },
      { f: 'read', output: 4, invoke: 4006, complete: 4007, process: 3 },
    ]
    const { objects } = checkOperations(register(), ops)
    expect(objects[0]?.explanation).toMatchObject({ impossible: { process: 2 }, state: '5' })
    expect(objects[0]?.explanation?.partial.length).toBe(302)
    expect(objects[0]?.proof).toMatchObject({
      operations: ops.slice(300, 303),
      confirmedBy: 'brute force',
      minimal: true,
    })
  })

  it.each<[string, Model]>([
    ['register', register({ nilReads: 'absent' })],
    ['cas-register', casRegister({ initial: 0 })],
  ])(
    'of a %s: the prefix before the impossible answer is legal, with it illegal; the proof is illegal',
    (name, model) => {
      fc.assert(
        fc.property(histories(model, registerOps(3, name === 'cas-register')), (history) => {
          const object = checkOperations(model, history).objects[0]
          if (object?.verdict !== 'invalid') return
          const { explanation, proof } = object
          if (!explanation || !proof) throw new Error('an illegal verdict without its reasons')
          const end = explanation.impossible.complete
          expect(explanation.first && proof.minimal).toBe(true)
          expect(bruteForce(model, known(history, end, true))).toBe(false)
          expect(bruteForce(model, known(history, end, false))).toBe(true)
          expect(bruteForce(model, proof.operations)).toBe(false)
          expect(proof.operations.length).toBeLessThanOrEqual(history.length)
        }),
        { numRuns: 1500 },
      )
    },
  )

  it.each<[string, Model]>([
    ['register', register({ nilReads: 'absent' })],
    ['cas-register', casRegister({ initial: 0 })],
  ])('of a %s has a proof, a partial linearization and plain words where nothing can be afforded', (name, model) => {
    const none = { steps: 0, timeMs: 0, memoryMb: 64 }
    const all = { steps: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY, memoryMb: 64 }
    fc.assert(
      fc.property(
        histories(model, registerOps(3, name === 'cas-register')),
        fc.constantFrom(0, 255),
        (history, rules) => {
          const decision = decide(model, history, all, { rules })
          if (decision.status !== 'invalid') return
          const explanation = explain(model, history, decision, none)
          if (!explanation) throw new Error('an illegal verdict without its reasons')
          const { impossible, first, partial, pending, sentence } = explanation
          expect(bruteForce(model, known(history, impossible.complete, true))).toBe(false)
          expect(sentence).toContain(first ? 'cannot be put in any order' : 'did not suffice')
          // What is in order passes as many answers as the search did, and nothing that was asked is left out.
          const placed = partial.map(({ op }) => op)
          const answered = history.map((op) => op.complete).filter(Number.isFinite)
          const end = answered.sort((a, b) => a - b)[decision.passed] ?? 0
          expect(history.filter((op) => op.complete < end && !placed.includes(op))).toEqual([])
          expect(placed.length + pending.length).toBe(history.filter((op) => op.invoke <= impossible.complete).length)
          // It is legal by what was known at some moment.
          const isLegalAt = (moment: number) => {
            const open = (op: Operation) => ({ ...op, output: undefined, complete: Number.POSITIVE_INFINITY })
            const then = placed.map((op) => (op.complete <= moment ? op : open(op)))
            return whyNotLinearization(model, then, [...then.keys()]) === undefined
          }
          expect([0, ...answered, Number.POSITIVE_INFINITY].some(isLegalAt)).toBe(true)
          const proof = shrink(model, history, explanation, 0)
          if (!proof) throw new Error('an illegal verdict without a proof')
          expect(bruteForce(model, proof.operations)).toBe(false)
          expect(proof.operations.length).toBe(known(history, impossible.complete, true).length)
          if (!first) expect(proof.minimal).toBe(false)
          expect(proof.sentence.includes('did not suffice')).toBe(!proof.minimal)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('is shrunk only by removals that leave a legal history legal', () => {
    const model = casRegister({ initial: 0 })
    const form = model.registerForm?.form
    if (!form) throw new Error('a cas-register is a register')
    fc.assert(
      fc.property(
        histories(model, registerOps(4, true)),
        fc.array(fc.boolean(), { size: 'max', maxLength: 20 }),
        (history, gone) => {
          if (!bruteForce(model, history)) return
          const values = valueGroups(history, form)
            .filter((_, i) => gone[i])
            .flat()
          const observers = history.filter((op, i) => gone[i + 5] && model.observer?.(op))
          const rest = history.filter((op) => !values.includes(op) && !observers.includes(op))
          expect(bruteForce(model, rest)).toBe(true)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('has a proof for a model without register form as well', () => {
    const ops: Operation[] = ['a', 'b', 'c'].map((value, i) => ({
      f: 'append',
      key: 'k',
      value,
      invoke: i,
      complete: i + 0.5,
    }))
    const get = (output: string, invoke: number): Operation => ({
      f: 'get',
      key: 'k',
      output,
      invoke,
      complete: invoke + 0.5,
    })
    const { objects } = checkOperations(keyValue() as Model, [...ops, get('abc', 5), get('ab', 6), get('abc', 7)])
    expect(objects[0]?.proof?.operations.map((op) => op.output ?? op.value)).toEqual(['a', 'b', 'c', 'ab'])
  })
})
