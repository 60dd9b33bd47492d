import type { Nanos } from '../op/op.ts'

/** `1,234 reads`, `1 read`, `no reads`: counts in a checker's sentence. */
export function count(n: number, noun: string): string {
  return `${n === 0 ? 'no' : n.toLocaleString('en-US')} ${n === 1 ? noun : `${noun}s`}`
}

/** A duration that a person reads: `3.2 s`, `41 ms`. */
export function duration(ns: Nanos): string {
  if (ns >= 1e9) return `${(ns / 1e9).toLocaleString('en-US', { maximumFractionDigits: 1 })} s`
  return `${(ns / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 2 })} ms`
}

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** As a sentence begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
