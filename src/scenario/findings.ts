import { count, list } from '../../reports/text.ts'
import type { CheckerResult } from '../checkers/checker.ts'
import { byGravity, meaning, nameOf } from '../checkers/isolation/index.ts'
import type { Json } from '../op/op.ts'

/** What checkers found, as what the database did: `lost 50 of 999 acknowledged writes`. */

type Named = readonly (readonly [string, CheckerResult])[]

/** The rules that were broken, and an example where a checker has one. */
export function broke(named: Named): { rules: string[]; example: string } {
  const rules = named.map(([name, result]) => brokenBy[name]?.(result) ?? result.phrase ?? `broke a rule (${name})`)
  const example = named.map(([name, result]) => exampleOf(name, result)).find((text) => text !== '')
  return { rules, example: example === undefined ? '' : ` ${example}` }
}

/** What held; the safety checkers speak, the counts of the others stand in the report. */
export function held(named: Named): string[] {
  const said = named.flatMap(([name, result]) => heldBy[name]?.(result) ?? result.phrase ?? [])
  return said.length > 0 ? said : [`passed every check (${list(named.map(([name]) => name))})`]
}

type Say = (result: CheckerResult) => string

const brokenBy: Readonly<Record<string, Say>> = {
  'lost-writes': ({ checked, details }) => {
    const counts = record(record(details).counts)
    const of = (name: string) => Number(counts[name] ?? 0)
    const found = [
      ...(of('lost') > 0
        ? [`lost ${count(of('lost'))} of ${several(checked.acknowledged, 'acknowledged write')}`]
        : []),
      ...(of('vanished') > 0 ? [`showed ${several(of('vanished'), 'write')} that then vanished`] : []),
      ...(of('duplicated') > 0 ? [`returned ${several(of('duplicated'), 'element')} more than once`] : []),
      ...(of('unexpected') > 0 ? [`returned ${several(of('unexpected'), 'element')} that could not be there`] : []),
    ]
    return found.length > 0 ? list(found) : 'missed acknowledged writes in later reads'
  },
  linearizable: ({ checked, details }) => {
    const bad = keys(details).filter(({ verdict }) => verdict === 'invalid').length
    const where = checked.keys === 1 ? '' : ` on ${count(bad)} of ${several(checked.keys, 'key')}`
    return `gave contradictory answers (not linearizable)${where}`
  },
  isolation: ({ checked, details }) => {
    const { expected, anomalyTypes } = record(details)
    const models = list(strings(expected))
    const types = strings(anomalyTypes).sort(byGravity)
    const named = types.slice(0, 3).map((type) => (nameOf(type) === type ? type.replaceAll('-', ' ') : nameOf(type)))
    const more = types.length - named.length
    const kinds = more > 0 ? [...named, `${more} more ${more === 1 ? 'kind' : 'kinds'} of anomaly`] : named
    return `showed ${list(kinds)} in ${several(checked.committed, 'transaction')}, which ${models} forbids`
  },
  recovery: ({ summary }) => `did not recover in time (${summary.replace(/^Too slow: |\.$/g, '')})`,
}

const heldBy: Readonly<Record<string, Say>> = {
  'lost-writes': ({ checked }) => `kept all ${several(checked.acknowledged, 'acknowledged write')}`,
  linearizable: ({ checked }) => `gave ${several(checked.acknowledged, 'answer')} without contradiction (linearizable)`,
  isolation: ({ checked, details }) => {
    const models = list(strings(record(details).expected))
    return `showed nothing that ${models} forbids in ${several(checked.committed, 'transaction')}`
  },
}

function exampleOf(name: string, { summary, phrase, details }: CheckerResult): string {
  // The first sentence of a summary with a phrase counts what the phrase has counted.
  if (brokenBy[name] === undefined) return (phrase === undefined ? summary : summary.replace(/^.*?\.\s/, '')).trim()
  if (name === 'isolation') {
    const [worst] = strings(record(details).anomalyTypes).sort(byGravity)
    return worst === undefined ? '' : (meaning(worst)?.means ?? '')
  }
  const first = keys(details).find(({ verdict }) => verdict === 'invalid')
  if (name !== 'linearizable' || typeof first?.why !== 'string') return ''
  const key = first.key === null || first.key === undefined ? '' : `Key ${JSON.stringify(first.key)}: `
  return `${key}${first.why}`
}

function keys(details: Json): readonly { readonly [name: string]: Json }[] {
  const { keys } = record(details)
  return Array.isArray(keys) ? keys.map(record) : []
}

function record(value: Json | undefined): { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {}
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** `1,234 keys`, `1 key`. */
function several(n: number | undefined, noun: string): string {
  return `${count(n ?? 0)} ${n === 1 ? noun : `${noun}s`}`
}
