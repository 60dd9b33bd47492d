import { inspect } from 'node:util'
import { MurphyError } from '../op/failure.ts'
import { Around } from './around.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Says, of anything thrown inside, which generator threw it, when, and on what. */
export function friendlyExceptions(of: Liftable): Generator {
  return new Friendly(lift(of))
}

class Friendly extends Around {
  op(context: Context): Next | null {
    try {
      const next = this.of.op(context)
      return next === null ? null : [next[0], this.around(next[1])]
    } catch (cause) {
      throw explained(cause, `when asked for an op at ${context.time} ns`, this.of)
    }
  }

  override update(context: Context, event: GeneratedOp): Generator {
    try {
      return super.update(context, event)
    } catch (cause) {
      throw explained(cause, `when told of ${inspect(event, { breakLength: Number.POSITIVE_INFINITY })}`, this.of)
    }
  }

  protected around(of: Generator): Generator {
    return new Friendly(of)
  }
}

function explained(cause: unknown, when: string, generator: Generator): MurphyError {
  if (cause instanceof MurphyError) return cause
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new MurphyError('broken', `The generator threw ${what}, ${when}.`, {
    hint: `It stood at:\n${inspect(generator, { depth: 4, maxArrayLength: 5, maxStringLength: 200 })}`,
    cause,
  })
}
