import { setTimeout as sleep } from 'node:timers/promises'
import type { Node } from '../../cluster/cluster.ts'

/** How soon a request that waits for a paused node looks again, ms. */
const againMs = 10

/** The node was down before anything was asked of it. */
export class NodeIsDown extends Error {
  override name = 'NodeIsDown'
}

/** The node went down while something was asked of it: nobody knows what it did. */
export class NodeWentDown extends Error {
  override name = 'NodeWentDown'
}

/** The same session over a node: a paused one answers when it wakes up, a killed one not at all. */
export function throughNode<T extends object>(session: T, node: Node): T {
  return new Proxy(session, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver)
      if (typeof member !== 'function' || name === 'close') return member
      return async (...args: unknown[]) => {
        await reachable(node)
        const answer: unknown = await Reflect.apply(member, target, args)
        if ((await node.state()) === 'stopped') throw new NodeWentDown(`${node.name} went down before it answered`)
        return answer
      }
    },
  })
}

async function reachable(node: Node): Promise<void> {
  for (;;) {
    const state = await node.state()
    if (state === 'running') return
    if (state === 'stopped') throw new NodeIsDown(`${node.name} is down`)
    await sleep(againMs)
  }
}
