import type { Json } from '../../src/op/op.ts'

/** Reading a checker's details, which come from a file and may be of another version: what does not fit is absent. */

export type Fields = { readonly [name: string]: Json }

export function fields(value: Json | undefined): Fields | undefined {
  return value === null || typeof value !== 'object' || Array.isArray(value) ? undefined : (value as Fields)
}

/** The objects of a list. */
export function rows(value: Json | undefined): Fields[] {
  if (!Array.isArray(value)) return []
  return value.map((entry) => fields(entry)).filter((entry) => entry !== undefined)
}

export function number(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
