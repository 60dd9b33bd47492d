import { InvalidArgumentError } from 'commander'

/** Parsers for option values; a bad one is refused with what would be right. */

export function numeric(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError(`"${text}" is not a number.`)
  return value
}

/** Seconds: `20`, `20s`, `1.5m`, `1h`, `500ms`. */
export function seconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text)
  if (match === null) throw new InvalidArgumentError(`"${text}" is not a time; write 20, 20s, 2m or 500ms.`)
  const scale = { ms: 0.001, s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 'ms' | 's' | 'm' | 'h']
  return Number(match[1]) * scale
}

export function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none')
}

export function timeout(text: string): number | 'adaptive' {
  return text === 'adaptive' ? 'adaptive' : numeric(text)
}

export function reads(text: string): 'primary' | 'any-node' {
  if (text !== 'primary' && text !== 'any-node')
    throw new InvalidArgumentError(`"${text}" is not one of: primary, any-node.`)
  return text
}

/** A JSON value, or the bare word as a string: `--initial 0`, `--initial null`, `--initial '{"x":0}'`. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
