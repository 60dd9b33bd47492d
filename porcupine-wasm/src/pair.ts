import { HistoryError, type HistoryEvent, type Operation } from './operation.ts'

/**
 * Operations from events; the position of an event is its time. A failed operation did not happen and is left out;
 * one that ended in `info`, or never, is indeterminate. The value of an `ok` is the operation's output.
 */
export function pair(history: Iterable<HistoryEvent>): Operation[] {
  const operations: (Operation | undefined)[] = []
  const open = new Map<number | string, { readonly slot: number; readonly op: Operation }>()
  let time = 0
  for (const event of history) {
    const { process, f, type } = event
    const asked = open.get(process)
    if (type === 'invoke') {
      if (asked)
        throw new HistoryError(`event ${time}: process ${process} invokes "${f}" while its "${asked.op.f}" is open`)
      const { value, key } = event
      // All of one shape, which is fast to read.
      const op: Operation = {
        f,
        value,
        output: undefined,
        invoke: time,
        complete: Number.POSITIVE_INFINITY,
        key,
        process,
      }
      open.set(process, { slot: operations.push(op) - 1, op })
    } else {
      if (!asked)
        throw new HistoryError(`event ${time}: process ${process} has "${type}" of "${f}" without an invocation`)
      if (asked.op.f !== f)
        throw new HistoryError(`event ${time}: process ${process} invoked "${asked.op.f}" and has "${type}" of "${f}"`)
      open.delete(process)
      if (type === 'fail') operations[asked.slot] = undefined
      else if (type === 'ok') {
        const { value, invoke, key } = asked.op
        operations[asked.slot] = { f, value, output: event.value, invoke, complete: time, key, process }
      } else if (type !== 'info') throw new HistoryError(`event ${time}: "${String(type)}" is not a type of event`)
    }
    time++
  }
  return operations.filter((op) => op !== undefined)
}
