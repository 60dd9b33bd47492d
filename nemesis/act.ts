import type { FaultReport } from '../src/op/fault.ts'
import type { Completion, Invocation, Json } from '../src/op/op.ts'

/** What a fault did and what a probe then saw: a report without the parts that the op knows by itself. */
export type Done = Pick<FaultReport, 'applied' | 'observed'>

/** By which fault, in which phase, by which mechanism: for the report of an act that goes wrong, too. */
export type Act = Pick<FaultReport, 'fault' | 'phase'> & { readonly mechanism: string }

/** Performs one nemesis op. An error is a report of a fault that was not seen, never a crash: the run goes on. */
export async function report(act: Act, op: Invocation, perform: () => Promise<Done>): Promise<Completion> {
  const { fault, phase } = act
  let done: Done
  try {
    done = await perform()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    done = {
      applied: { mechanism: act.mechanism, nodes: [] },
      observed: { seen: false, how: 'not looked at, as it could not be applied', detail: { error: message } },
    }
  }
  const value: FaultReport = { fault, phase, planned: op.value, ...done }
  return { type: 'info', value: value as FaultReport & { readonly [key: string]: Json } }
}
