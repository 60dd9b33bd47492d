import type { Json } from '../op/op.ts'
import { characters, delimits, number, smallInteger, unescapeString } from './edn-tokens.ts'

/** The bytes end inside a form: more must be read, or the file was cut. */
export const cut = Symbol('cut')

/** Text that is not EDN; the reader of the file adds its name. */
export class EdnError extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

const deepest = 500
const nothing = Symbol('nothing')

/**
 * Reads EDN (github.com/edn-format/edn) from bytes into JSON values. Works on bytes because histories are large and
 * all of EDN's syntax is ASCII; a string is made only for a token. What JSON lacks is mapped: keywords, symbols and
 * characters become strings, sets and lists arrays, tagged values lose their tag, and integers beyond 2^53 become
 * strings, so that two different ones stay different.
 */
export class EdnParser {
  bytes: Buffer
  pos = 0
  end = 0
  /** Nothing follows `end`, so a token may end there. */
  atEnd = false
  line = 1
  #depth = 0
  readonly #interned: (string | undefined)[] = new Array<undefined>(1024)

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.bytes = bytes
    this.end = bytes.length
  }

  /** The next form. Throws `cut` where the bytes end inside it, EdnError where the text is wrong. */
  read(): Json {
    this.#depth = 0
    const value = this.#form()
    if (value === nothing) throw new EdnError(this.line, `unexpected ${this.#here()}`)
    return value
  }

  /** Skips white space, commas, comments and discarded forms; true where something follows before `end`. */
  skip(): boolean {
    while (this.pos < this.end) {
      const byte = this.bytes[this.pos]
      if (byte === 10) {
        this.line++
        this.pos++
      } else if (byte === 32 || byte === 44 || byte === 13 || byte === 9 || byte === 12) this.pos++
      else if (byte === 59) this.#comment()
      else if (byte === 35 && this.bytes[this.pos + 1] === 95 && this.pos + 1 < this.end) this.#discard()
      else return true
    }
    return false
  }

  #comment(): void {
    const newline = this.bytes.indexOf(10, this.pos)
    if (newline >= 0 && newline < this.end) this.pos = newline
    else if (this.atEnd) this.pos = this.end
    else throw cut
  }

  #discard(): void {
    this.pos += 2
    this.#form()
  }

  /** A form, or `nothing` at a closing bracket. */
  #form(): Json | typeof nothing {
    if (!this.skip()) throw cut
    const byte = this.bytes[this.pos] as number
    switch (byte) {
      case 58: // :
        return this.#keyword()
      case 123: // {
        return this.#map('')
      case 91: // [
        return this.#list(93)
      case 40: // (
        return this.#list(41)
      case 34: // "
        return this.#string()
      case 35: // #
        return this.#dispatch()
      case 92: // backslash
        return this.#character()
      case 94: // ^ metadata, before the value that it describes
        this.pos++
        this.#form()
        return this.#form()
      case 93:
      case 125:
      case 41:
        return nothing
      default:
        return this.#atom()
    }
  }

  #here(): string {
    return `"${String.fromCharCode(this.bytes[this.pos] ?? 32)}"`
  }

  #enter(): void {
    this.pos++
    if (++this.#depth > deepest) throw new EdnError(this.line, `values are nested more than ${deepest} deep`)
  }

  #leave(closing: number): void {
    if (this.bytes[this.pos] !== closing)
      throw new EdnError(this.line, `"${String.fromCharCode(closing)}" expected instead of ${this.#here()}`)
    this.pos++
    this.#depth--
  }

  #list(closing: number): Json[] {
    this.#enter()
    const items: Json[] = []
    for (let item = this.#form(); item !== nothing; item = this.#form()) items.push(item)
    this.#leave(closing)
    return items
  }

  #map(namespace: string): { [key: string]: Json } {
    this.#enter()
    const map: { [key: string]: Json } = {}
    for (let key = this.#form(); key !== nothing; key = this.#form()) {
      const value = this.#form()
      if (value === nothing) throw new EdnError(this.line, 'a map has a key without a value')
      const name = typeof key === 'string' ? namespace + key : JSON.stringify(key)
      if (name === '__proto__') Object.defineProperty(map, name, { value, enumerable: true })
      else map[name] = value
    }
    this.#leave(125)
    return map
  }

  #keyword(): string {
    const start = this.pos + 1
    const end = this.#token()
    if (end === start) throw new EdnError(this.line, 'a keyword has no name')
    return this.#text(start, end)
  }

  /** Moves past a token and returns its end. */
  #token(): number {
    const { bytes, end } = this
    let pos = this.pos + 1
    while (pos < end && !delimits(bytes[pos] as number)) pos++
    if (pos === end && !this.atEnd) throw cut
    this.pos = pos
    return pos
  }

  #atom(): Json {
    const start = this.pos
    const end = this.#token()
    const small = smallInteger(this.bytes, start, end)
    if (small !== undefined) return small
    const text = this.#text(start, end)
    if (text === 'nil') return null
    if (text === 'true') return true
    if (text === 'false') return false
    return number(text) ?? text
  }

  #string(): string {
    const { bytes, end } = this
    let escaped = false
    let pos = this.pos + 1
    for (; pos < end; pos++) {
      const byte = bytes[pos]
      if (byte === 34) break
      if (byte === 92) {
        escaped = true
        pos++
      }
    }
    if (pos >= end) throw cut
    const start = this.pos + 1
    this.pos = pos + 1
    const text = this.#text(start, pos)
    this.line += newlines(text)
    return escaped ? unescapeString(text) : text
  }

  #character(): string {
    const start = this.pos + 1
    if (start >= this.end) throw cut
    this.pos = start
    const name = this.#text(start, this.#token())
    if (/^u[0-9a-fA-F]{4}$/.test(name)) return String.fromCharCode(Number.parseInt(name.slice(1), 16))
    return characters[name] ?? name
  }

  /** What follows a `#`: a set, a regular expression, a namespaced map, a symbolic number, or a tag. */
  #dispatch(): Json {
    this.pos++
    if (this.pos >= this.end) throw cut
    switch (this.bytes[this.pos]) {
      case 123:
        return this.#list(125)
      case 34:
        return this.#string()
      case 58: {
        const namespace = this.#keyword()
        if (!this.skip()) throw cut
        return this.#map(`${namespace}/`)
      }
      case 35: {
        const start = this.pos + 1
        return this.#text(start, this.#token()) // ##Inf, ##NaN: JSON has none, so the name stands
      }
    }
    this.#token()
    return this.read()
  }

  /** Text of a token; short ones (keywords, above all) are made once. */
  #text(start: number, end: number): string {
    const { bytes } = this
    const length = end - start
    if (length > 32) return bytes.toString('utf8', start, end)
    let hash = length
    for (let i = start; i < end; i++) hash = (hash * 31 + (bytes[i] as number)) | 0
    const slot = hash & 1023
    const known = this.#interned[slot]
    if (known !== undefined && same(known, bytes, start, end)) return known
    const text = bytes.toString('utf8', start, end)
    this.#interned[slot] = text
    return text
  }
}

function same(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  for (let i = start; i < end; i++) if (text.charCodeAt(i - start) !== bytes[i]) return false
  return true
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
