import type Docker from 'dockerode'
import { expect, test } from 'vitest'
import { freeze, thaw } from '../../../src/cluster/docker/freezer.ts'

const missed = 'OCI runtime pause failed: unable to freeze: unknown'

/** A container whose first pauses are refused, each with its reason. */
function container(...refusals: string[]) {
  let [paused, asked] = [false, 0]
  const stub = {
    inspect: async () => ({ State: { Paused: paused } }),
    pause: async () => {
      const refusal = refusals[asked++]
      if (refusal !== undefined) throw new Error(refusal)
      paused = true
    },
    unpause: async () => {
      asked++
      paused = false
    },
  }
  return { it: stub as unknown as Docker.Container, paused: () => paused, asked: () => asked }
}

test('a freezer that missed a process is asked again', async () => {
  const { it, paused, asked } = container(missed, missed)
  await freeze(it)
  expect([paused(), asked()]).toEqual([true, 3])
})

test('another refusal is one', async () => {
  const { it, paused, asked } = container('No such container')
  await expect(freeze(it)).rejects.toThrow('No such container')
  expect([paused(), asked()]).toEqual([false, 1])
})

test('what stands still is left so, what runs on too', async () => {
  const { it, asked } = container()
  await thaw(it)
  expect(asked()).toBe(0)
  await freeze(it)
  await freeze(it)
  expect(asked()).toBe(1)
})
