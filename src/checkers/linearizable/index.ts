import { type CheckProgress, type CheckResult, HistoryError, type Model, type ObjectResult } from 'porcupine-wasm'
import { MurphyError } from '../../op/failure.ts'
import type { Json } from '../../op/op.ts'
import type { Checker, CheckerResult } from '../checker.ts'
import { count } from '../text.ts'
import { checkKeys } from './keys.ts'
import { modelOf } from './models.ts'
import { operations, type Traced } from './operations.ts'
import { why } from './why.ts'

export { models } from './models.ts'

/** The most ops of one key that the details show. */
const shown = 50

/**
 * Is there, for each key, one order of its ops that respects real time and that the model allows (Herlihy & Wing
 * 1990)? Options: `model` (see `models`), `initial` (state before the first op; nil), `nilReads` (`any`: an ok read of
 * nil matches every state; `absent`: it saw that there is nothing), `refusedCas` (a failed cas proves that the value
 * was another one), `vacuous` (a history in which nothing was acknowledged is valid, not unknown), and the budget:
 * `timeoutMs`, `memoryMb`, `maxSteps` (per key).
 *
 * Details: `{ model, keys: [{ key, verdict: 'invalid' | 'unknown', why, … }] }`, the keys that are not valid, worst
 * first. An invalid one also has `ops` (history indices to look at), `impossible` (the op that no order can take in,
 * `{ index, f, value, output, process, node }`), `state` (what the key held in the longest legal order before it),
 * `pending: [{ index, why }]` (ops open then), `history` (the fewest ops found that prove it by themselves, or up to 50
 * that lead up to it), `proof` (who confirmed that those prove it: `brute force`, `search`, or null) and `minimal`
 * (whether the ops that prove it were made as few as they can be; if not, that was too hard).
 */
export const linearizable: Checker = {
  name: 'linearizable',
  about: 'every op takes effect at one moment between its invocation and its completion',
  check: async ({ history, options, onProgress }) => {
    const { model, source } = modelOf(options)
    const ops = operations(history, options.refusedCas === true)
    try {
      const told = onProgress && {
        onProgress: ({ done, objects, steps }: CheckProgress) => onProgress({ keysDone: done, keys: objects, steps }),
      }
      const result = await checkKeys(model, source, ops, { ...budget(options), ...told })
      return judge(model, ops, result, options.vacuous === true)
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error
      throw new MurphyError('usage', `The history does not fit the model: ${error.message}.`, {
        hint: 'Choose the model that the ops belong to.',
        cause: error,
      })
    }
  },
}

function budget({ timeoutMs, memoryMb, maxSteps }: { readonly [name: string]: Json }) {
  return {
    ...(typeof timeoutMs === 'number' && { timeoutMs }),
    ...(typeof memoryMb === 'number' && { memoryMb }),
    ...(typeof maxSteps === 'number' && { maxSteps }),
  }
}

function judge(model: Model, ops: readonly Traced[], result: CheckResult, vacuous: boolean): CheckerResult {
  const ok = ops.filter((op) => Number.isFinite(op.complete)).length
  const checked = { ops: ops.length, acknowledged: ok, keys: result.objects.length }
  const bad = ['invalid', 'unknown'].flatMap((verdict) => result.objects.filter((object) => object.verdict === verdict))
  const keys = bad.map((object) => entry(model, object))
  const details: Json = { model: model.name, keys }
  if (ok === 0 && !vacuous) {
    const summary = `No op was acknowledged, so there is nothing to judge as a ${model.name}.`
    return { verdict: 'unknown', summary, checked, details }
  }
  return { verdict: result.verdict, summary: summary(model, ops.length, result, keys), checked, details }
}

function summary(model: Model, ops: number, { verdict, objects }: CheckResult, keys: readonly Entry[]): string {
  const evidence = `${count(ops, 'op')} on ${count(objects.length, model.name)}`
  const first = keys[0]
  if (verdict === 'valid' || !first) return `Linearizable: ${evidence}.`
  const name = first.key === null ? '' : `Key ${JSON.stringify(first.key)}: `
  const more = keys.filter((key) => key.verdict === verdict).length - 1
  const others = more > 0 ? ` ${count(more, 'other key')} ${more === 1 ? 'is' : 'are'} ${verdict} as well.` : ''
  if (verdict === 'invalid') return `Not linearizable (${evidence}). ${name}${first.why}${others}`
  return `Undecided (${evidence}). ${name}${first.why}${others}`
}

interface Entry {
  readonly key: Json
  readonly verdict: 'invalid' | 'unknown'
  readonly why: string
  readonly [more: string]: Json
}

function entry(model: Model, { key, verdict, reason, operations, explanation, proof }: ObjectResult): Entry {
  const ops = operations as readonly Traced[]
  const base = { key: (key ?? null) as Json, verdict: verdict === 'invalid' ? verdict : 'unknown' } as const
  if (!explanation) return { ...base, why: sentence(reason ?? 'no order of the ops explains what was answered') }
  const impossible = explanation.impossible as Traced
  const before = ops.filter((op) => op.invoke < impossible.complete).sort((a, b) => a.invoke - b.invoke)
  const history =
    proof && proof.operations.length <= shown ? (proof.operations as readonly Traced[]) : before.slice(-shown)
  return {
    ...base,
    why: why(model, explanation, ops, history),
    ops: history.flatMap(({ asked, answered }) => (answered ? [asked.index, answered.index] : [asked.index])),
    impossible: row(impossible),
    state: explanation.state,
    pending: explanation.pending.slice(0, shown).map(({ op, why }) => ({ index: (op as Traced).asked.index, why })),
    history: history.map(row),
    proof: proof && proof.operations.length <= shown ? proof.confirmedBy : null,
    minimal: proof?.minimal ?? false,
  }
}

function row({ asked, answered, output }: Traced): { readonly [name: string]: Json } {
  return {
    index: asked.index,
    completed: answered?.index ?? null,
    type: answered?.type ?? 'info',
    process: asked.process,
    node: answered?.node ?? asked.node ?? null,
    f: asked.f,
    value: asked.value,
    ...(answered?.type === 'ok' && { output: (output ?? null) as Json }),
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
