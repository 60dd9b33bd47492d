import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import type { NodeClock } from '../clock/skew.ts'
import { VdsoClock } from '../clock/vdso/clock.ts'
import { vdsoHere } from '../clock/vdso/here.ts'
import type { Mechanism } from '../cluster.ts'
import { marked } from './marked.ts'
import { databaseRuns } from './processes.ts'

/** How long a machine may take from being told to start a program until the program is there. */
const START_MS = 10_000
/** CAP_SYS_PTRACE (capabilities(7)) */
const TRACES = 1n << 19n

/** Whether this controller can rewrite the vDSO of processes in containers, which are other users'. */
export async function vdsoClockHere(): Promise<Mechanism> {
  const here = await vdsoHere()
  if ('lacks' in here) return here
  const capabilities = /^CapEff:\s*([\da-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0'
  if ((BigInt(`0x${capabilities}`) & TRACES) === 0n)
    return { lacks: 'only root may write to the memory of processes in containers' }
  return here
}

/** A clock for programs that ask the vDSO. Throws MurphyError where the container's processes are not to be seen. */
export async function vdsoClockFor(container: Docker.Container, containerName: string): Promise<NodeClock> {
  const { State } = await container.inspect()
  if (!isSeen(State.Pid, container.id))
    throw new MurphyError('broken', `The processes of ${containerName} are not to be seen from here.`, {
      hint: 'Run Murphy on the machine of the Docker engine itself, and not in a container.',
    })
  return new VdsoClock(async () => {
    const deadline = Date.now() + START_MS
    for (;;) {
      const found = marked(containerName)
      if (found.length > 0 || !(await isUp(container))) return found
      // It is just being executed.
      if (Date.now() > deadline) throw new MurphyError('broken', `The database in ${containerName} is not to be seen.`)
      await sleep(5)
    }
  })
}

/** The control groups of a container bear its id. */
function isSeen(pid: number, id: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'latin1').includes(id)
  } catch {
    return false
  }
}

const isUp = async (container: Docker.Container) =>
  (await container.inspect()).State.Running && (await databaseRuns(container))
