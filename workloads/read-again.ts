import type { Context, GeneratedOp, Generator, Next } from '../src/generator/index.ts'
import { fill } from '../src/generator/lift.ts'
import type { Json, Process } from '../src/op/op.ts'

/** A process whose write was acknowledged, and the keys that it wrote. */
interface Written {
  readonly process: Process
  readonly keys: readonly Json[]
}

/**
 * The transactions of `inner`; whenever one that wrote is acknowledged, its process reads the same keys next. As a user
 * does who looks at what he just sent off, on whatever node answers: the moment in which a standby is behind is short,
 * and seldom met by chance.
 */
export class ReadAgain implements Generator {
  readonly inner: Generator
  readonly written: readonly Written[]

  constructor(inner: Generator, written: readonly Written[] = []) {
    this.inner = inner
    this.written = written
  }

  op(context: Context): Next | null {
    for (const each of this.written) {
      const thread = context.threadOf(each.process)
      if (thread === undefined || !context.free.has(thread)) continue
      const op = fill({ f: 'txn', value: each.keys.map((key) => ['r', key, null]), process: each.process }, context)
      const left = this.written.filter((other) => other !== each)
      return [op, op === 'pending' ? this : new ReadAgain(this.inner, left)]
    }
    const next = this.inner.op(context)
    return next && [next[0], new ReadAgain(next[1], this.written)]
  }

  update(context: Context, event: GeneratedOp): Generator {
    const inner = this.inner.update(context, event)
    const keys = event.type === 'ok' ? keysWritten(event.value) : []
    const still = this.written.filter(({ process }) => context.threadOf(process) !== undefined)
    const more = event.type === 'ok' && keys.length > 0 ? [{ process: event.process, keys }] : []
    return new ReadAgain(inner, [...still, ...more])
  }
}

function keysWritten(value: Json): Json[] {
  const mops = (Array.isArray(value) ? value : []) as readonly (readonly [string, Json, Json])[]
  return [...new Set(mops.flatMap(([f, key]) => (f === 'r' ? [] : [key])))]
}
