import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { MurphyError } from '../../../op/failure.ts'
import type { Mechanism } from '../../cluster.ts'
import { encodePage, thisMoment } from '../page.ts'
import { setTimeOf } from './arm.ts'
import { vdsoMechanism } from './clock.ts'
import { Unsupported } from './unsupported.ts'

/** Whether the vDSO of other processes can be rewritten here: done to one of our own. */
export async function vdsoHere(): Promise<Mechanism> {
  if (process.platform !== 'linux') return { lacks: 'only Linux shows a process’ memory as a file' }
  if (process.arch !== 'x64') return { lacks: `there is no code of it for ${process.arch}, only for x64` }
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
  try {
    await once(child, 'spawn')
    if (child.pid !== undefined) await setTimeOf(child.pid, encodePage({}, thisMoment()))
    return { by: vdsoMechanism }
  } catch (error) {
    if (error instanceof Unsupported) return { lacks: `a process of our own could not be changed: ${error.message}` }
    throw error
  } finally {
    child.kill('SIGKILL')
  }
}

/** Throws `usage` where this is not so. */
export function demandVdso(here: Mechanism): void {
  if ('by' in here) return
  throw new MurphyError('usage', `This machine cannot set the clock of a program that asks the vDSO: ${here.lacks}.`, {
    hint: 'Choose other faults; `murphy doctor` lists what works.',
  })
}
