import { expect, it } from 'vitest'
import { readImage } from '../../../../src/cluster/clock/vdso/image.ts'
import { onVdso } from '../../../../src/cluster/clock/vdso/memory.ts'
import { patchFor } from '../../../../src/cluster/clock/vdso/patch.ts'

/** Of this very process. */
const own =
  process.platform === 'linux' && process.arch === 'x64'
    ? await onVdso(process.pid, async ({ image }) => image).catch(() => undefined)
    : undefined

it.skipIf(own === undefined)('finds the functions in the vDSO of this machine, and room behind what is loaded', () => {
  const image = own ?? Buffer.alloc(0)
  const { functions, room } = readImage(image)
  for (const name of ['__vdso_clock_gettime', '__vdso_gettimeofday', '__vdso_time']) {
    const { at = 0, size = 0 } = functions.get(name) ?? {}
    expect(at).toBeGreaterThan(64)
    expect(at + size).toBeLessThanOrEqual(room.at)
  }
  expect(room.at + room.size).toBe(image.length)
})

it.skipIf(own === undefined)('writes only over beginnings of functions and behind what is loaded', () => {
  const image = Buffer.from(own ?? Buffer.alloc(0))
  const { functions, room } = readImage(image)
  const { page, code, jumps, done } = patchFor(image)
  expect(done).toBe(false)
  expect(page % 64).toBe(0)
  expect(page).toBeGreaterThanOrEqual(room.at)
  expect(code.at).toBe(page + 64)
  expect(code.at + code.bytes.length).toBeLessThanOrEqual(image.length)
  const beginnings = [...functions.values()].map(({ at }) => at)
  for (const { at, bytes } of jumps) {
    expect(beginnings).toContain(at)
    const target = at + 5 + bytes.readInt32LE(1)
    expect(target).toBeGreaterThanOrEqual(code.at)
    expect(target).toBeLessThan(code.at + code.bytes.length)
  }
  for (const { at, bytes } of [code, ...jumps]) bytes.copy(image, at)
  expect(patchFor(image)).toEqual({ page, code, jumps, done: true })
})

it.skipIf(own === undefined)('refuses by name what it does not know', () => {
  const changed = (change: (image: Buffer) => void) => {
    const image = Buffer.from(own ?? Buffer.alloc(0))
    change(image)
    return () => patchFor(image)
  }
  expect(changed((image) => image.writeUInt8(1, 4))).toThrow('not a 64-bit ELF image')
  expect(changed((image) => image.writeUInt16LE(183, 18))).toThrow('not for x86-64')
  expect(changed((image) => image.writeUInt16LE(0, 56))).toThrow('no dynamic symbols')
  expect(changed((image) => image.write('__vdxo', image.indexOf('__vdso_time'), 'latin1'))).toThrow('no __vdso_time')
  const { room } = readImage(own ?? Buffer.alloc(0))
  expect(() => patchFor((own ?? Buffer.alloc(0)).subarray(0, room.at + 100))).toThrow('has 100 bytes of room')
})
