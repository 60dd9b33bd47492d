import {
  appendList,
  casRegister,
  counter,
  fencedLock,
  fifoQueue,
  keyValue,
  type Model,
  multiRegister,
  mutex,
  ownerLock,
  register,
  set,
  stack,
  unorderedQueue,
} from 'porcupine-wasm'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import type { Json } from '../../op/op.ts'

/** What a model is made from: the state before the first op, and what an ok read of nil says. */
interface Setting {
  readonly initial: Json | undefined
  readonly nilReads: 'any' | 'absent'
}

const makers: readonly { readonly name: string; readonly make: (setting: Setting) => Model }[] = [
  { name: 'register', make: register },
  { name: 'cas-register', make: casRegister },
  {
    name: 'multi-register',
    make: ({ initial, nilReads }) => multiRegister({ nilReads, initial: byKey(initial) }) as Model,
  },
  { name: 'mutex', make: mutex },
  { name: 'key-value', make: ({ initial }) => keyValue({ initial: text(initial) }) as Model },
  { name: 'owner-lock', make: ownerLock },
  { name: 'fenced-lock', make: () => fencedLock() as Model },
  { name: 'counter', make: ({ initial }) => counter(typeof initial === 'number' ? { initial } : {}) as Model },
  { name: 'set', make: () => set() as Model },
  { name: 'fifo-queue', make: () => fifoQueue() as Model },
  { name: 'stack', make: () => stack() as Model },
  { name: 'unordered-queue', make: () => unorderedQueue() as Model },
  { name: 'append-list', make: appendList },
]

/** The models that a history can be checked against, by name. */
export const models: readonly string[] = makers.map(({ name }) => name)

/** The model that the checker's options ask for. */
export function modelOf(options: { readonly [name: string]: Json }): Model {
  const { model, initial, nilReads } = options
  if (typeof model !== 'string')
    throw new MurphyError('usage', 'The linearizable checker was not told which model to check against.', {
      hint: `Give it the option "model": one of ${models.join(', ')}.`,
    })
  return byName('model', makers, model).make({ initial, nilReads: nilReads === 'absent' ? 'absent' : 'any' })
}

function byKey(initial: Json | undefined): Readonly<Record<string, Json>> {
  if (initial === undefined || initial === null) return {}
  if (typeof initial === 'object' && !Array.isArray(initial)) return initial as Readonly<Record<string, Json>>
  throw new MurphyError(
    'usage',
    'The initial value of a multi-register must be an object: a value for each register.',
    {
      hint: 'For example {"x": 0, "y": 0}.',
    },
  )
}

function text(initial: Json | undefined): string {
  if (initial === undefined || initial === null) return ''
  if (typeof initial === 'string') return initial
  throw new MurphyError('usage', 'The initial value of a key-value store must be a string.', {
    hint: 'Leave it out: every key starts as the empty string.',
  })
}
