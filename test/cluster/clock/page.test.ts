import { expect, it } from 'vitest'
import { encodePage, pageSize, thisMoment } from '../../../src/cluster/clock/page.ts'

const moment = { monotonic: 5_000_000_000n, wall: 1_700_000_000_000_000_000n }
const fields = (page: Buffer) => Array.from({ length: pageSize / 8 }, (_, i) => page.readBigInt64LE(i * 8))

it('says on, since when, which time, how fast, and how it jumps; the last field checks the others', () => {
  const [on, at, time, rate, strobe, every, reserved, check] = fields(
    encodePage({ jumpMs: -60_000, rate: 1.1, strobe: { ms: 200, everyMs: 10 } }, moment),
  )
  expect(on).toBe(1n)
  expect(at).toBe(moment.monotonic)
  expect(time).toBe(moment.wall - 60_000_000_000n)
  expect(rate).toBe(1_100_000_000n)
  expect(strobe).toBe(200_000_000n)
  expect(every).toBe(10_000_000n)
  expect(reserved).toBe(0n)
  const all = [on, at, time, rate, strobe, every, reserved].map((field) => field ?? 0n)
  expect(check).toBe(all.reduce((sum, field) => sum ^ field, 0n))
})

it('is off for the true time', () => {
  expect(fields(encodePage({}, moment))[0]).toBe(0n)
  expect(fields(encodePage({ jumpMs: 0, rate: 1 }, moment))[0]).toBe(0n)
  expect(fields(encodePage({ rate: 0 }, moment))[0]).toBe(1n)
})

it('reads both clocks of this moment', () => {
  const { wall } = thisMoment()
  expect(Math.abs(Number(wall / 1_000_000n) - Date.now())).toBeLessThan(10_000)
})
