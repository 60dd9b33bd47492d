/**
 * The flaws that can be planted, so that Murphy can be tested on a database whose faults are known. All
 * but the last two break a promise and must be found; `late` and `never` break none (an op without an answer may or may not have
 * happened), so a checker that complains about them is wrong.
 */
export const flaws = {
  none: 'linearizable, durable',
  'lose-writes': 'acknowledges a write that it does not perform',
  'stale-reads': 'answers a read from an older state',
  duplicate: 'performs a write twice: a set holds the element twice, a register falls back to it after the next write',
  reorder: 'acknowledges a write and performs it only after the next one',
  'lost-updates':
    'lets a program that reads, computes and writes overwrite what was written since it read, and takes fencing tokens of holds that are over',
  'fractured-reads': 'answers a read of several objects with one of them in an older state than the others',
  'lose-events': 'does not tell a client that watches a key of a change',
  late: 'answers late, having performed the op at once or only then',
  never: 'never answers, having performed the op or not',
} as const

export type Flaw = keyof typeof flaws

export function isFlaw(name: unknown): name is Flaw {
  return typeof name === 'string' && Object.hasOwn(flaws, name)
}
