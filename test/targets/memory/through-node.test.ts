import { expect, it } from 'vitest'
import { InProcessNode } from '../../../src/cluster/in-process/node.ts'
import { NodeIsDown, NodeWentDown, throughNode } from '../../../src/targets/memory/through-node.ts'

function session() {
  const node = new InProcessNode('n1')
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const done: string[] = []
  const over = throughNode(
    {
      async quick(what: string) {
        done.push(what)
        return what
      },
      slow: () => held,
      close: () => done.push('closed'),
    },
    node,
  )
  return { node, done, release, over }
}

it('answers over a node that runs', async () => {
  const { over, done } = session()
  expect(await over.quick('a')).toBe('a')
  expect(done).toEqual(['a'])
})

it('does nothing over a node that is down', async () => {
  const { over, node, done } = session()
  await node.kill()
  await expect(over.quick('a')).rejects.toThrow(NodeIsDown)
  expect(done).toEqual([])
  over.close()
  expect(done).toEqual(['closed'])
})

it('waits for one that is paused', async () => {
  const { over, node, done } = session()
  await node.pause()
  const answer = over.quick('a')
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(done).toEqual([])
  await node.resume()
  expect(await answer).toBe('a')
})

it('says that nobody knows where a node goes down meanwhile', async () => {
  const { over, node, release } = session()
  const answer = over.slow()
  await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve, 5))
  await node.kill()
  release()
  await expect(answer).rejects.toThrow(NodeWentDown)
})
