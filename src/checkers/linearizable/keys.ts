import {
  type CheckOptions,
  type CheckResult,
  checkInParallel,
  checkOperations,
  type Model,
  type ModelSource,
  type Operation,
} from 'porcupine-wasm'

/** A few tenths of a second: what it takes to start workers and to copy the ops to them. */
const fewSteps = 500_000

/**
 * Checks each key, and gives what checking them all in turn would. Most are decided faster than they could be handed to
 * a worker, so each is given a few steps here; if several are not decided by then, those go to workers, largest first.
 */
export async function checkKeys(
  model: Model,
  source: ModelSource,
  ops: readonly Operation[],
  options: CheckOptions,
  steps = fewSteps,
): Promise<CheckResult> {
  const { maxSteps = Number.POSITIVE_INFINITY, timeoutMs = Number.POSITIVE_INFINITY, onProgress } = options
  if (maxSteps <= steps || ops.every(({ key }) => key === ops[0]?.key)) return checkOperations(model, ops, options)
  const first = checkOperations(model, ops, { ...options, maxSteps: steps })
  const hard = first.objects.filter(({ verdict, stats }) => verdict === 'unknown' && stats.steps >= steps)
  if (hard.length === 0) return first

  const decided = first.objects.length - hard.length
  const second = await checkInParallel(
    source,
    hard.flatMap(({ operations }) => operations),
    {
      ...options,
      timeoutMs: Math.max(0, timeoutMs - first.elapsedMs),
      ...(hard.length === 1 && { workers: 0 }),
      onProgress: (at) => onProgress?.({ ...at, done: decided + at.done, objects: first.objects.length }),
    },
  )
  const again = new Map(hard.map((object, i) => [object, second.objects[i] ?? object]))
  const objects = first.objects.map((object) => again.get(object) ?? object)
  const worst = ['invalid', 'unknown'].flatMap((verdict) => objects.filter((object) => object.verdict === verdict))[0]
  return {
    verdict: worst?.verdict ?? 'valid',
    ...(worst?.reason !== undefined && { reason: worst.reason }),
    operations: ops.length,
    elapsedMs: first.elapsedMs + second.elapsedMs,
    objects,
  }
}
