import { Unsupported } from './unsupported.ts'

/** Offsets and sizes in bytes, from the beginning of the image. */
export interface Place {
  readonly at: number
  readonly size: number
}

/** What has to be known of the vDSO's image: a shared library that the kernel maps into every process (vdso(7)). */
export interface VdsoImage {
  readonly functions: ReadonlyMap<string, Place>
  /** Behind all that is loaded: section headers and padding, which no running program reads. */
  readonly room: Place
}

const PT_LOAD = 1
const PT_DYNAMIC = 2
const DT_STRTAB = 5n
const DT_SYMTAB = 6n
const X86_64 = 62
const FUNCTION = 2

/** Reads an ELF image as it lies in memory. Source: elf(5). Throws `Unsupported` for one that it does not know. */
export function readImage(image: Buffer): VdsoImage {
  if (image.readUInt32BE(0) !== 0x7f454c46 || image[4] !== 2 || image[5] !== 1)
    throw new Unsupported('its vDSO is not a 64-bit ELF image')
  if (image.readUInt16LE(18) !== X86_64) throw new Unsupported('its vDSO is not for x86-64')
  const segments = rows(image, word(image, 32), image.readUInt16LE(56), image.readUInt16LE(54))
  const loads = segments.filter((segment) => segment.readUInt32LE(0) === PT_LOAD)
  const dynamic = segments.find((segment) => segment.readUInt32LE(0) === PT_DYNAMIC)
  const [first] = loads
  if (first === undefined || dynamic === undefined) throw new Unsupported('its vDSO has no dynamic symbols')
  // Addresses in the image count from the first segment.
  const base = word(first, 16) - word(first, 8)
  const end = Math.max(...loads.map((segment) => word(segment, 16) + word(segment, 40) - base))
  return {
    functions: readFunctions(image, { at: word(dynamic, 16) - base, size: word(dynamic, 40) }, base),
    room: { at: end, size: image.length - end },
  }
}

function readFunctions(image: Buffer, dynamic: Place, base: number): Map<string, Place> {
  const tags = new Map(
    rows(image, dynamic.at, dynamic.size / 16, 16).map((row) => [row.readBigInt64LE(0), word(row, 8) - base]),
  )
  const symbols = tags.get(DT_SYMTAB)
  const names = tags.get(DT_STRTAB)
  if (symbols === undefined || names === undefined || names < symbols)
    throw new Unsupported('its vDSO has no dynamic symbols')
  // No table says how many there are; the linker scripts of all vDSOs put their names right behind them.
  const found = rows(image, symbols, Math.floor((names - symbols) / 24), 24)
    .filter((symbol) => ((symbol[4] ?? 0) & 0xf) === FUNCTION)
    .map((symbol): [string, Place] => {
      const name = names + symbol.readUInt32LE(0)
      return [
        image.toString('latin1', name, image.indexOf(0, name)),
        { at: word(symbol, 8) - base, size: word(symbol, 16) },
      ]
    })
  return new Map(found)
}

function rows(image: Buffer, at: number, count: number, size: number): Buffer[] {
  return Array.from({ length: count }, (_, i) => image.subarray(at + i * size, at + (i + 1) * size))
}

const word = (buffer: Buffer, at: number) => Number(buffer.readBigUInt64LE(at))
