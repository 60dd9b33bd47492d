import type { Json } from '../op/op.ts'

const secretName = /pass(word|wd)?|secret|token|credential|api[-_]?key/i
const urlPassword = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s@]+@/gi

/** Replaces what looks like a secret, by name or as the password of a URL, before it reaches a file. */
export function redact(value: Json, name = ''): Json {
  if (secretName.test(name) && value !== null && typeof value !== 'object') return '[redacted]'
  if (typeof value === 'string') return value.replace(urlPassword, '$1:[redacted]@')
  if (Array.isArray(value)) return value.map((item: Json) => redact(item, name))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item as Json, key)]))
  return value
}
