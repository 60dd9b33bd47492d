import type { Model } from '../model.ts'
import { appendList } from '../models/append-list.ts'
import { counter } from '../models/counter.ts'
import { keyValue } from '../models/key-value.ts'
import { fencedLock, mutex, ownerLock } from '../models/locks.ts'
import { multiRegister } from '../models/multi-register.ts'
import { fifoQueue, unorderedQueue } from '../models/queues.ts'
import { casRegister, register } from '../models/register.ts'
import { set } from '../models/set.ts'
import { stack } from '../models/stack.ts'

const makers = {
  register,
  'cas-register': casRegister,
  'multi-register': multiRegister,
  mutex,
  'owner-lock': ownerLock,
  'fenced-lock': fencedLock,
  counter,
  set,
  'fifo-queue': fifoQueue,
  stack,
  'unordered-queue': unorderedQueue,
  'append-list': appendList,
  'key-value': keyValue,
}
type Makers = typeof makers

/**
 * Where a worker, which cannot be sent functions, gets the model from: one of the package's by its name, with its
 * options; or a module, by its absolute URL, whose default export is a model or makes one from `options`.
 */
export type ModelSource =
  | { [Name in keyof Makers]: { readonly name: Name; readonly options?: Parameters<Makers[Name]>[0] } }[keyof Makers]
  | { readonly module: string | URL; readonly options?: unknown }

export async function loadModel(source: ModelSource): Promise<Model> {
  if ('module' in source) {
    const url = String(source.module)
    const { default: made } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as { default: unknown }
    const model = typeof made === 'function' ? made(source.options) : made
    if (typeof model?.step === 'function') return model as Model
    throw new TypeError(`${url} has neither a model nor a function that makes one for its default export`)
  }
  const make = makers[source.name] as ((options: unknown) => unknown) | undefined
  if (!make) throw new TypeError(`there is no model "${source.name}": there is ${Object.keys(makers).join(', ')}`)
  return make(source.options) as Model
}
