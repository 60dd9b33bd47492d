import type { FaultReport } from '../src/op/fault.ts'
import type { Completion, Invocation, Json } from '../src/op/op.ts'
import { MS } from '../src/op/time.ts'

type Observed = FaultReport['observed']

/** What a fault did, and what a probe then saw, or how to look: looking takes its time, in which the fault is in force. */
export interface Done {
  readonly applied: Omit<FaultReport['applied'], 'took'>
  readonly observed: Observed | (() => Promise<Observed>)
}

/** By which fault, in which phase, by which mechanism: for the report of an act that goes wrong, too. */
export type Act = Pick<FaultReport, 'fault' | 'phase'> & { readonly mechanism: string }

/** Performs one nemesis op. An error is a report of a fault that was not seen, never a crash: the run goes on. */
export async function report(act: Act, op: Invocation, perform: () => Promise<Done>): Promise<Completion> {
  const { fault, phase } = act
  const began = performance.now()
  let applied: FaultReport['applied']
  let look: Done['observed']
  try {
    const done = await perform()
    applied = { ...done.applied, took: Math.round((performance.now() - began) * MS) }
    look = done.observed
  } catch (error) {
    applied = { mechanism: act.mechanism, nodes: [] }
    look = blind('not looked at, as it could not be applied', error)
  }
  const observed = typeof look === 'function' ? await look().catch((error) => blind('the probe failed', error)) : look
  const value: FaultReport = { fault, phase, planned: op.value, applied, observed }
  return { type: 'info', value: value as FaultReport & { readonly [key: string]: Json } }
}

/** The stop op of an act that has no duration. */
export function over(act: Omit<Act, 'phase'>, op: Invocation): Promise<Completion> {
  return report({ ...act, phase: 'stop' }, op, async () => ({
    applied: { mechanism: act.mechanism, nodes: [] },
    observed: { seen: true, how: 'it was over when it was done' },
  }))
}

function blind(how: string, error: unknown): Observed {
  return { seen: false, how, detail: { error: error instanceof Error ? error.message : String(error) } }
}
