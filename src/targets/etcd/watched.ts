import type { Change, Watched } from '../../client/data-types.ts'
import { EtcdError, type Fields, NoAnswer } from './gateway.ts'
import { decode, type Kv } from './kv.ts'

/**
 * Keys that are watched. A watch asks for a start revision, so it goes on where another one ended; all that the store
 * remembers is told, and of what was compacted that it was (etcd 3.4 documentation, KV API guarantees, Watch API).
 */
export function watched(kv: Kv): Watched {
  return {
    async setup() {},
    close: async () => kv.close(),
    put: (key, value) => kv.put(name(key), String(value)),
    async watch(key, after, { ms, until }) {
      const changes: Change[] = []
      let created = false
      const request = { create_request: { key: kv.encode(name(key)), start_revision: String(after + 1) } }
      const isLast = (part: Fields) => {
        if (part.canceled === true) throw canceled(part)
        created ||= part.created === true
        changes.push(...changesOf(part))
        return until > 0 && changes.some(([revision]) => revision >= until)
      }
      await kv.stream('watch', request, ms, isLast).catch((error: unknown) => {
        const isOver = created && error instanceof NoAnswer
        if (!isOver && changes.length === 0) throw error
      })
      return changes
    },
  }
}

const name = (key: number) => `watched/${key}`

function changesOf({ events }: Fields): Change[] {
  return ((events ?? []) as { readonly kv: Fields }[]).map(
    ({ kv }): Change => [Number(kv.mod_revision), Number(decode(kv.value))],
  )
}

/** In the words that other requests get for it. */
function canceled({ compact_revision, cancel_reason }: Fields): EtcdError {
  if (Number(compact_revision ?? 0) > 0)
    return new EtcdError('etcdserver: mvcc: required revision has been compacted', undefined)
  return new EtcdError(`the watch was canceled: ${String(cancel_reason ?? 'no reason given')}`, undefined)
}
