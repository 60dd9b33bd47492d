import { any } from './any.ts'
import { Around } from './around.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { remember } from './remember.ts'
import type { Thread, ThreadSet } from './thread-set.ts'

/** Only these threads take ops from the generator, and it hears and knows of them alone. */
export function onThreads(which: (thread: Thread) => boolean, of: Liftable): Generator {
  return new OnThreads(
    remember((all) => all.filter(which)),
    lift(of),
  )
}

/** For the clients only; with a second generator, that one for the nemesis beside it. */
export function clients(of: Liftable, nemesisOf?: Liftable): Generator {
  const forClients = onThreads(isClient, of)
  return nemesisOf === undefined ? forClients : any(forClients, nemesis(nemesisOf))
}

/** For the nemesis only; with a second generator, that one for the clients beside it. */
export function nemesis(of: Liftable, clientsOf?: Liftable): Generator {
  const forNemesis = onThreads(isNemesis, of)
  return clientsOf === undefined ? forNemesis : any(forNemesis, clients(clientsOf))
}

const isClient = (thread: Thread) => thread !== 'nemesis'
const isNemesis = (thread: Thread) => thread === 'nemesis'

class OnThreads extends Around {
  readonly pick: (all: ThreadSet) => ThreadSet

  constructor(pick: (all: ThreadSet) => ThreadSet, of: Generator) {
    super(of)
    this.pick = pick
  }

  op(context: Context): Next | null {
    const mine = this.pick(context.threads)
    if (mine.size === 0) return null
    const next = this.of.op(context.only(mine))
    return next === null ? null : [next[0], this.around(next[1])]
  }

  override update(context: Context, event: GeneratedOp): Generator {
    const mine = this.pick(context.threads)
    const thread = context.threadOf(event.process)
    return thread !== undefined && mine.has(thread) ? super.update(context.only(mine), event) : this
  }

  protected around(of: Generator): Generator {
    return new OnThreads(this.pick, of)
  }
}
