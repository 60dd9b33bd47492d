import { pageSize } from '../page.ts'
import { code, entries } from './code-x64.ts'
import { type Place, readImage } from './image.ts'
import { Unsupported } from './unsupported.ts'

/** Where what goes in a vDSO, from its beginning. */
export interface Patch {
  /** Of 64 bytes, as in `../page.ts`. */
  readonly page: number
  readonly code: { readonly at: number; readonly bytes: Buffer }
  /** They lead from the vDSO's own functions to the code. */
  readonly jumps: readonly { readonly at: number; readonly bytes: Buffer }[]
  /** All of it is there. */
  readonly done: boolean
}

/** `jmp rel32` */
const JUMP = 0xe9
const jumpSize = 5

/** What is to be written into a vDSO, given its image. Throws `Unsupported` for one into which it does not fit. */
export function patchFor(image: Buffer): Patch {
  const { functions, room } = readImage(image)
  // On its own cache line, so that it is written and read as a whole.
  const page = Math.ceil(room.at / pageSize) * pageSize
  const at = page + pageSize
  if (at + code.length > image.length)
    throw new Unsupported(`its vDSO has ${room.size} bytes of room, and ${pageSize * 2 + code.length} are needed`)
  const jumps = Object.entries(entries).map(([name, entry]) => jump(name, functions.get(name), at + entry))
  const isThere = ({ at, bytes }: { at: number; bytes: Buffer }) => image.subarray(at, at + bytes.length).equals(bytes)
  return { page, code: { at, bytes: code }, jumps, done: [{ at, bytes: code }, ...jumps].every(isThere) }
}

function jump(name: string, from: Place | undefined, to: number) {
  if (from === undefined) throw new Unsupported(`its vDSO has no ${name}`)
  if (from.size < jumpSize) throw new Unsupported(`${name} of its vDSO is ${from.size} bytes short`)
  const bytes = Buffer.alloc(jumpSize, JUMP)
  bytes.writeInt32LE(to - (from.at + jumpSize), 1)
  return { at: from.at, bytes }
}
