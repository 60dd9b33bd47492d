import type { Skew } from './skew.ts'

/** Bytes. */
export const pageSize = 64

/** An hour of CLOCK_MONOTONIC and the wall clock, read at the same moment; ns. */
export interface Moment {
  readonly monotonic: bigint
  readonly wall: bigint
}

/** Now. Node's high-resolution time is CLOCK_MONOTONIC (libuv, uv_hrtime), which containers share with their host. */
export function thisMoment(): Moment {
  const wall = BigInt(Date.now()) * 1_000_000n
  return { monotonic: process.hrtime.bigint(), wall }
}

/** What `docker/preload/murphy-clock.c` reads: eight little-endian integers, the last a checksum of the others. */
export function encodePage({ jumpMs = 0, rate = 1, strobe }: Skew, { monotonic, wall }: Moment): Buffer {
  const isTrue = jumpMs === 0 && rate === 1 && strobe === undefined
  const fields = [
    isTrue ? 0n : 1n,
    monotonic,
    wall + ns(jumpMs),
    BigInt(Math.round(rate * 1e9)),
    ns(strobe?.ms ?? 0),
    ns(strobe?.everyMs ?? 0),
    0n,
  ]
  const page = Buffer.alloc(pageSize)
  for (const [i, field] of [...fields, fields.reduce((sum, field) => sum ^ field, 0n)].entries())
    page.writeBigInt64LE(field, i * 8)
  return page
}

const ns = (ms: number) => BigInt(Math.round(ms * 1e6))
