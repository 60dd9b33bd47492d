import type { CheckerResult } from '../../src/checkers/checker.ts'
import { modelMeaning } from '../../src/checkers/isolation/index.ts'
import type { Json } from '../../src/op/op.ts'
import { fields } from './fields.ts'

/** A consistency model, and what it promises. */
export interface NamedModel {
  readonly name: string
  readonly means: string
}

/** What transactions leave of the consistency models. */
export interface ModelsLeft {
  /** What was expected, and whether it still stands. */
  readonly expected: readonly (NamedModel & { readonly stands: boolean })[]
  /** The weakest that are ruled out, and how many stronger ones are with them. */
  readonly not: readonly NamedModel[]
  readonly alsoNot: readonly string[]
  /** The strongest that are still possible. */
  readonly possible: readonly NamedModel[]
}

/** Undefined where no isolation was judged. */
export function modelsLeft(result: CheckerResult | undefined): ModelsLeft | undefined {
  const details = fields(result?.details)
  const expected = strings(details?.expected)
  if (result === undefined || expected.length === 0) return undefined
  const [not, alsoNot] = [strings(details?.not), strings(details?.alsoNot)]
  const out = new Set([...not, ...alsoNot])
  return {
    expected: expected.map((name) => ({
      ...named(name),
      stands: result.verdict !== 'invalid' || !out.has(printed(name)),
    })),
    not: not.map(named),
    alsoNot,
    possible: strings(details?.possible).map(named),
  }
}

/** The name that the checker prints for a model. */
function printed(name: string): string {
  return name === 'strict-serializable' ? 'strong-serializable' : name
}

function named(name: string): NamedModel {
  return { name, means: modelMeaning(name) }
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
