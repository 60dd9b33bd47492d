import type { FileState } from './layer.ts'

/** Bytes. */
export const pageSize = 40

/** What `docker/preload/murphy-disk.c` reads: five little-endian integers. */
export function encodePage({ keepsOld, readOnly, full, writeMs = 0, syncMs = 0 }: FileState): Buffer {
  const fields = [flag(keepsOld), flag(readOnly), flag(full), ns(writeMs), ns(syncMs)]
  const page = Buffer.alloc(pageSize)
  for (const [i, field] of fields.entries()) page.writeBigInt64LE(field, i * 8)
  return page
}

const flag = (on: boolean | undefined) => (on === true ? 1n : 0n)
const ns = (ms: number) => BigInt(Math.round(ms * 1e6))
