import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { messageOf } from './engine.ts'

/** A busy machine needs a second try, seldom a third; more is a machine that cannot. */
const FREEZE_MS = 10_000
const EVERY_MS = 50

/**
 * Every process of the container stands still. Under control groups v1 the kernel may miss a process that has just been
 * forked; the runtime tries for a moment, then lets all go on and says "unable to freeze" (runc,
 * libcontainer/cgroups/fs/freezer.go). On a busy machine that is no answer yet.
 *
 * @throws Error of the engine when it cannot be done within 10 s
 */
export async function freeze(container: Docker.Container): Promise<void> {
  const end = performance.now() + FREEZE_MS
  while (!(await isFrozen(container))) {
    try {
      return await container.pause()
    } catch (error) {
      if (!messageOf(error).includes('unable to freeze') || performance.now() >= end) throw error
    }
    await sleep(EVERY_MS)
  }
}

/** Every process runs on. */
export async function thaw(container: Docker.Container): Promise<void> {
  if (await isFrozen(container)) await container.unpause()
}

const isFrozen = async (container: Docker.Container) => (await container.inspect()).State.Paused
