import type { Skew } from '../src/cluster/clock/skew.ts'
import type { Json } from '../src/op/op.ts'
import type { Random } from '../src/op/random.ts'

/**
 * Ways in which a clock goes wrong, drawn as in `jepsen.nemesis.time`: jumps of ±1.5^(6 + U[0, 25)) ms, that is 11 ms
 * to 288 s; strobes of 2^(2 + U[0, 16)) ms each 2^U[0, 10) ms. Drifts up to a tenth, as of a broken crystal (an ordinary
 * one has 50 ppm), with small ones as likely as great ones; and a clock that stands still.
 */
export function drawSkew(random: Random): Skew {
  const either = () => (random.int(2) === 0 ? 1 : -1)
  const kind = random.pick(['jump', 'jump', 'drift', 'strobe', 'freeze'] as const)
  switch (kind) {
    case 'jump':
      return { jumpMs: either() * Math.round(1.5 ** (6 + random.float() * 25)) }
    case 'drift':
      return { rate: 1 + either() * 10 ** -(1 + random.float() * 3) }
    case 'strobe':
      return {
        strobe: { ms: Math.round(2 ** (2 + random.float() * 16)), everyMs: Math.round(2 ** (random.float() * 10)) },
      }
    case 'freeze':
      return { rate: 0 }
  }
}

/** The `skew` of an op's value. Throws with one sentence for what is none. */
export function skewOf(value: Json): Skew {
  const { skew } = fields(value)
  const { jumpMs = 0, rate = 1, strobe, ...rest } = fields(skew ?? null)
  const unknown = Object.keys(rest)
  const { ms = 0, everyMs = 0 } = fields(strobe ?? null)
  const right =
    unknown.length === 0 &&
    Number.isFinite(jumpMs) &&
    Number.isFinite(rate) &&
    Number(rate) >= 0 &&
    Number(rate) <= 1000 &&
    (strobe === undefined || (Number.isFinite(ms) && Number(everyMs) > 0))
  if (skew !== undefined && right) return skew as unknown as Skew
  throw new Error(
    `${JSON.stringify(value)} has no "skew" such as { "jumpMs": 60000 }, { "rate": 1.1 } or { "strobe": { "ms": 200, "everyMs": 10 } }`,
  )
}

function fields(value: Json): { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { [name: string]: Json }) : {}
}
