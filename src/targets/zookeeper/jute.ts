/**
 * The records of ZooKeeper's wire protocol: numbers are big-endian, strings and buffers carry their length before them
 * (-1: null), vectors their count (zookeeper.jute and org.apache.jute.BinaryOutputArchive, ZooKeeper 3.8).
 */
export class Writer {
  readonly #parts: Buffer[] = []

  int(value: number): this {
    const part = Buffer.alloc(4)
    part.writeInt32BE(value)
    return this.#add(part)
  }

  long(value: bigint): this {
    const part = Buffer.alloc(8)
    part.writeBigInt64BE(value)
    return this.#add(part)
  }

  bool(value: boolean): this {
    return this.#add(Buffer.from([value ? 1 : 0]))
  }

  buffer(value: Buffer): this {
    return this.int(value.length).#add(value)
  }

  string(value: string): this {
    return this.buffer(Buffer.from(value, 'utf8'))
  }

  /** As it goes over the wire: its length, and then the record. */
  frame(): Buffer {
    const record = Buffer.concat(this.#parts)
    const length = Buffer.alloc(4)
    length.writeInt32BE(record.length)
    return Buffer.concat([length, record])
  }

  #add(part: Buffer): this {
    this.#parts.push(part)
    return this
  }
}

/** Reads a record from its beginning on; throws RangeError at its end. */
export class Reader {
  readonly #record: Buffer
  #at = 0

  constructor(record: Buffer) {
    this.#record = record
  }

  int(): number {
    return this.#record.readInt32BE(this.#past(4))
  }

  long(): bigint {
    return this.#record.readBigInt64BE(this.#past(8))
  }

  buffer(): Buffer {
    const length = this.int()
    if (length <= 0) return Buffer.alloc(0)
    const from = this.#past(length)
    if (this.#at > this.#record.length) throw new RangeError('the record ends too early')
    return this.#record.subarray(from, this.#at)
  }

  string(): string {
    return this.buffer().toString('utf8')
  }

  vector<T>(item: (reader: this) => T): T[] {
    return Array.from({ length: Math.max(0, this.int()) }, () => item(this))
  }

  #past(bytes: number): number {
    this.#at += bytes
    return this.#at - bytes
  }
}

/** Cuts a stream into records, as they come. */
export class Frames {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const records: Buffer[] = []
    while (this.#rest.length >= 4) {
      const end = 4 + this.#rest.readInt32BE(0)
      if (this.#rest.length < end) break
      records.push(this.#rest.subarray(4, end))
      this.#rest = this.#rest.subarray(end)
    }
    return records
  }
}
