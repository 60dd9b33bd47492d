/** The little of the tar format (POSIX.1-1988 ustar) that build contexts and copied-out logs need. */

export interface TarFile {
  readonly path: string
  readonly content: Buffer
  /** Whether it may be run. */
  readonly executable?: boolean
}

const BLOCK = 512

/** One archive of regular files, the same bytes for the same files: times and owners are zero. */
export function packTar(files: readonly TarFile[]): Buffer {
  const parts: Buffer[] = []
  for (const file of files) {
    parts.push(header(file), file.content, Buffer.alloc(-file.content.length & (BLOCK - 1)))
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function header(file: TarFile): Buffer {
  if (Buffer.byteLength(file.path) > 100) throw new RangeError(`path too long for a build context: ${file.path}`)
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, offset: number, width: number) =>
    block.write(value.toString(8).padStart(width - 1, '0'), offset)
  block.write(file.path, 0)
  octal(file.executable === true ? 0o755 : 0o644, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(file.content.length, 124, 12)
  octal(0, 136, 12)
  block.write('0', 156)
  block.write('ustar\u000000', 257)
  // The checksum is taken with its own field full of spaces.
  block.fill(' ', 148, 156)
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  )
  block[154] = 0
  return block
}

/** The regular files of an archive, in its order. Long names (GNU, pax) keep only their last part: enough for logs. */
export function unpackTar(archive: Buffer): TarFile[] {
  const files: TarFile[] = []
  let offset = 0
  while (offset + BLOCK <= archive.length && archive[offset] !== 0) {
    const name = text(archive, offset, 100)
    const prefix = text(archive, offset + 345, 155)
    const size = Number.parseInt(text(archive, offset + 124, 12), 8) || 0
    const type = String.fromCharCode(archive[offset + 156] ?? 0)
    const start = offset + BLOCK
    if (type === '0' || type === '\0') {
      files.push({
        path: prefix === '' ? name : `${prefix}/${name}`,
        content: archive.subarray(start, start + size),
        executable: (Number.parseInt(text(archive, offset + 100, 8), 8) & 0o111) !== 0,
      })
    }
    offset = start + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}

function text(archive: Buffer, offset: number, length: number): string {
  const field = archive.subarray(offset, offset + length)
  const end = field.indexOf(0)
  return field.subarray(0, end === -1 ? length : end).toString('utf8')
}
