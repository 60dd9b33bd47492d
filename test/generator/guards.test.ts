import { expect, test } from 'vitest'
import {
  friendlyExceptions,
  type Generator,
  type Liftable,
  lift,
  limit,
  map,
  quick,
  RunContext,
  validate,
} from '../../src/generator/index.ts'
import { MurphyError } from '../../src/op/failure.ts'

const context = RunContext.start(2)

function answering(answer: unknown): Generator {
  return { op: () => answer as never, update: () => answering(answer) }
}

function failure(run: () => unknown): MurphyError {
  try {
    run()
  } catch (error) {
    if (error instanceof MurphyError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('validate lists all that is wrong with an op', () => {
  const bad = { type: 'ok', process: 9, time: 'soon' }
  const { message } = failure(() => validate(answering([bad, lift(null)])).op(context))
  expect(message).toContain("{ type: 'ok', process: 9, time: 'soon' }")
  for (const problem of [
    'type is none of invoke',
    'f is not a string',
    'value is missing',
    'time is not a number of ns',
    'no thread runs process 9 now',
  ])
    expect(message).toContain(problem)
})

test.each<[string, unknown, string]>([
  ['no pair', { f: 'x' }, 'it is not a pair'],
  ['no generator', ['pending', null], 'the second element is not a generator'],
  ['no op', [7, lift(null)], 'neither an op nor "pending"'],
  ['no process', [{ type: 'invoke', f: 'x', value: 1, time: 0 }, lift(null)], 'it has no process'],
  ['a sleep without end', [{ type: 'sleep', process: 0, time: 0 }, lift(null)], 'duration is not a number'],
  ['a client op of type info', [{ type: 'info', f: 'x', value: 1, time: 0, process: 0 }, lift(null)], 'type is none'],
])('validate refuses %s', (_, answer, problem) => {
  expect(failure(() => validate(answering(answer)).op(context)).message).toContain(problem)
})

test('validate refuses an op for a busy process', () => {
  const op = { type: 'invoke', f: 'x', value: null, process: 0, time: 0 }
  expect(failure(() => validate(answering([op, lift(null)])).op(context.busy(0, 0))).message).toContain(
    'process 0 is not free',
  )
})

test('validate lets good ops pass and stays in force', () => {
  expect(quick(validate(limit(3, () => ({ f: 'x' }))))).toHaveLength(3)
  const spoilt = map((op) => (op.value === 1 ? { ...op, process: 7 } : op), [{ f: 'x' }, { f: 'x', value: 1 }])
  expect(failure(() => quick(spoilt)).message).toContain('no thread runs process 7')
})

test('friendlyExceptions says what was thrown, when, and where the generator stood', () => {
  const oops: Liftable = () => {
    throw new TypeError('x is not a function')
  }
  const { message, hint, cause } = failure(() => friendlyExceptions(limit(3, oops)).op(context.at(70)))
  expect(message).toBe('The generator threw TypeError: x is not a function, when asked for an op at 70 ns.')
  expect(hint).toContain('remaining: 3')
  expect(cause).toBeInstanceOf(TypeError)
})

test('friendlyExceptions explains what update throws', () => {
  const deaf: Generator = {
    op: () => null,
    update: () => {
      throw new Error('cannot hear')
    },
  }
  const event = { type: 'ok', f: 'r', value: 1, process: 0, time: 3 } as const
  const { message } = failure(() => friendlyExceptions(deaf).update(context, event))
  expect(message).toContain("cannot hear, when told of { type: 'ok', f: 'r'")
})
