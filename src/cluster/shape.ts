/** How one direction of a link is made worse. Absent parts stay as good as they are. */
export interface Shape {
  /** Everything arrives this much later, in ms. */
  readonly delayMs?: number
  /** The spread of the delay, in ms: half the width of the even distribution, the deviation of the normal one. */
  readonly jitterMs?: number
  /** How the delay spreads; default even. Pareto has a long tail: few packets are very late. */
  readonly distribution?: Distribution
  /** Share of packets, 0 to 1, that vanish. */
  readonly loss?: number
  /** Share of packets that arrive with a wrong bit, which the receiver's kernel finds by their sum. */
  readonly corruption?: number
  /** Share of packets that arrive twice. */
  readonly duplication?: number
  /** Share of packets that overtake: they are not delayed (so there must be a delay). */
  readonly reordering?: number
  /** How much a packet's fate follows that of the packet before, 0 to 1: bad luck comes in bursts. */
  readonly correlation?: number
  /** The link passes at most so many bytes a second. */
  readonly bytesPerSecond?: number | undefined
  /** So many bytes wait for a limited link; what comes when it is full is dropped. Default: what it passes in 100 ms. */
  readonly queueBytes?: number | undefined
  /** Where a backend that can do so takes its randomness from. */
  readonly seed?: number
}

export type Distribution = 'uniform' | 'normal' | 'pareto'

/** What a shape can do to a link; each needs a mechanism of its own. */
export const linkEffects = ['delay', 'loss', 'corruption', 'duplication', 'reordering', 'bandwidth'] as const

export type LinkEffect = (typeof linkEffects)[number]

/** The effects that a shape asks for. */
export function effectsOf(shape: Shape): LinkEffect[] {
  const asked: Record<LinkEffect, number | undefined> = {
    delay: (shape.delayMs ?? 0) + (shape.jitterMs ?? 0),
    loss: shape.loss,
    corruption: shape.corruption,
    duplication: shape.duplication,
    reordering: shape.reordering,
    bandwidth: shape.bytesPerSecond,
  }
  return linkEffects.filter((effect) => (asked[effect] ?? 0) > 0)
}

/** Both on one link: delays add up, a packet must survive both, the narrower limit counts. */
export function combined(a: Shape, b: Shape): Shape {
  const sum = (x = 0, y = 0) => x + y
  const either = (x = 0, y = 0) => 1 - (1 - x) * (1 - y)
  const least = (x?: number, y?: number) => (x === undefined ? y : y === undefined ? x : Math.min(x, y))
  return {
    ...a,
    ...b,
    delayMs: sum(a.delayMs, b.delayMs),
    jitterMs: sum(a.jitterMs, b.jitterMs),
    loss: either(a.loss, b.loss),
    corruption: either(a.corruption, b.corruption),
    duplication: either(a.duplication, b.duplication),
    reordering: either(a.reordering, b.reordering),
    correlation: Math.max(a.correlation ?? 0, b.correlation ?? 0),
    bytesPerSecond: least(a.bytesPerSecond, b.bytesPerSecond),
    queueBytes: least(a.queueBytes, b.queueBytes),
  }
}

/** Bytes that may wait for a limited link. */
export function queueOf({ bytesPerSecond = 0, queueBytes = bytesPerSecond / 10 }: Shape): number {
  return Math.max(3000, Math.round(queueBytes))
}
