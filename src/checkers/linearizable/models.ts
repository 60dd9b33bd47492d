import {
  appendList,
  casRegister,
  counter,
  fencedLock,
  fifoQueue,
  keyValue,
  type Model,
  type ModelSource,
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

interface Kind {
  readonly name: string
  make(setting: Setting): Model
  source(setting: Setting): ModelSource
}

/** One of the package's models, and its options by our setting. */
function kind<Options>(
  name: Extract<ModelSource, { readonly name: string }>['name'],
  make: (options: Options) => unknown,
  optionsOf: (setting: Setting) => Options,
): Kind {
  return {
    name,
    make: (setting) => make(optionsOf(setting)) as Model,
    source: (setting) => ({ name, options: optionsOf(setting) }) as ModelSource,
  }
}

const all = (setting: Setting) => setting
const none = () => undefined

const kinds: readonly Kind[] = [
  kind('register', register, all),
  kind('cas-register', casRegister, all),
  kind('multi-register', multiRegister, ({ initial, nilReads }) => ({ nilReads, initial: byKey(initial) })),
  kind('mutex', mutex, none),
  kind('key-value', keyValue, ({ initial }) => ({ initial: text(initial) })),
  kind('owner-lock', ownerLock, none),
  kind('fenced-lock', fencedLock, none),
  kind('counter', counter, ({ initial }) => (typeof initial === 'number' ? { initial } : {})),
  kind('set', set, none),
  kind('fifo-queue', fifoQueue, none),
  kind('stack', stack, none),
  kind('unordered-queue', unorderedQueue, none),
  kind('append-list', appendList, none),
]

/** The models that a history can be checked against, by name. */
export const models: readonly string[] = kinds.map(({ name }) => name)

/** The model that the checker's options ask for, and where a worker gets it from. */
export function modelOf(options: { readonly [name: string]: Json }): { model: Model; source: ModelSource } {
  const { model, initial, nilReads } = options
  if (typeof model !== 'string')
    throw new MurphyError('usage', 'The linearizable checker was not told which model to check against.', {
      hint: `Give it the option "model": one of ${models.join(', ')}.`,
    })
  const setting: Setting = { initial, nilReads: nilReads === 'absent' ? 'absent' : 'any' }
  const asked = byName('model', kinds, model)
  return { model: asked.make(setting), source: asked.source(setting) }
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
