import type { Json } from '../op/op.ts'

/** `[[key, amount], …]` as an op's value has it; whatever else stands in a number's place becomes NaN. */
export function amounts(value: Json | undefined): (readonly [key: number, amount: number])[] {
  if (!Array.isArray(value)) return []
  return value.map((pair) => {
    const [key, amount] = Array.isArray(pair) ? pair : []
    return [numeric(key), numeric(amount)]
  })
}

function numeric(value: Json | undefined): number {
  return typeof value === 'number' ? value : Number.NaN
}
