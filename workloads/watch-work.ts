import type { Change } from '../src/client/data-types.ts'
import type { Completion, Invocation, Json } from '../src/op/op.ts'
import type { Work } from './routed-client.ts'

/** How long a watch stays open, ms: in the load, and in the end at most, when it is to catch up. */
export interface Stay {
  readonly watchMs: number
  readonly catchUpMs: number
}

/** An op `put` as it is asked for; answered with its revision. */
export interface Put {
  readonly value: number
  readonly revision: null
}

/**
 * How ops on watched keys are performed: `put`; `watch` for a while, from the last change on that this process was told
 * of; and `catch-up`, a watch until the last change is told that was acknowledged to anybody, which else fails.
 */
export function watchWork({ watchMs, catchUpMs }: Stay): Work<'watched'> {
  /** The last revision that was acknowledged, by key. */
  const acknowledged = new Map<number, number>()
  /** The last that a process was told of, by process and key. */
  const told = new Map<string, number>()

  return {
    type: 'watched',
    isRead: (op) => op.f !== 'put',
    async perform(session, op) {
      const key = op.key as number
      if (op.f === 'put') {
        const asked = op.value as unknown as Put
        const revision = await session.put(key, asked.value)
        acknowledged.set(key, Math.max(revision, acknowledged.get(key) ?? 0))
        return { type: 'ok', value: { ...asked, revision } }
      }
      const who = `${op.process}/${key}`
      const after = told.get(who) ?? 0
      const until = op.f === 'catch-up' ? (acknowledged.get(key) ?? 0) : 0
      if (op.f === 'catch-up' && after >= until) return answer(op, after, [])
      const changes = await session.watch(key, after, { ms: op.f === 'catch-up' ? catchUpMs : watchMs, until })
      const last = changes.reduce((most, [revision]) => Math.max(most, revision), after)
      if (last < until) return behind(last, until)
      told.set(who, last)
      return answer(op, after, changes)
    },
  }
}

function answer({ f }: Invocation, after: number, changes: readonly Change[]): Completion {
  if (f !== 'watch' && f !== 'catch-up') throw new TypeError(`a watched key has no op "${f}"`)
  return { type: 'ok', value: { after, events: changes as Json } }
}

function behind(last: number, until: number): Completion {
  const message = `told of changes up to revision ${last}, and not of revision ${until}`
  return { type: 'fail', error: { kind: 'behind', message } }
}
