import type { Option, Options } from '../src/op/option.ts'
import type { TxnOptions } from './txn-generator.ts'

const count = { least: 1, most: 10_000, whole: true } as const

/** The shape of random transactions; names and defaults are Elle's. */
export const txnOptions: readonly Option[] = [
  {
    name: 'key-dist',
    about: 'how a transaction chooses among the keys in use',
    values: ['exponential', 'uniform', 'zipf'],
    default: 'exponential',
  },
  {
    name: 'key-count',
    about: 'how many keys are in use at a time; 0: 10, or 3 if uniform',
    ...count,
    least: 0,
    default: 0,
  },
  { name: 'min-txn-length', about: 'the fewest steps of a transaction', ...count, default: 1 },
  { name: 'max-txn-length', about: 'the most steps of a transaction, if not below the fewest', ...count, default: 4 },
  {
    name: 'max-writes-per-key',
    about: 'the most writes that a key may see before another takes its place',
    ...count,
    default: 256,
  },
]

export function txnShape(options: Options): Omit<TxnOptions, 'write'> {
  const number = (name: string) => Number(options[name] ?? txnOptions.find((option) => option.name === name)?.default)
  const keyCount = number('key-count')
  const minLength = number('min-txn-length')
  return {
    keys: (options['key-dist'] ?? 'exponential') as NonNullable<TxnOptions['keys']>,
    ...(keyCount === 0 ? {} : { keyCount }),
    minLength,
    maxLength: Math.max(minLength, number('max-txn-length')),
    maxWrites: number('max-writes-per-key'),
  }
}
