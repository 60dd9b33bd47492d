import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import { encodePage, pageSize, thisMoment } from '../clock/page.ts'
import { clockMechanism, preload } from '../clock/preload.ts'
import type { NodeClock } from '../clock/skew.ts'
import type { Mechanism } from '../cluster.ts'
import { execIn } from './exec.ts'
import { putLibrary } from './libraries.ts'

const PAGE = '/tmp/murphy-clock'

/** Whether clocks can be skewed here: the time that passes must be the controller's, too. */
export function clockHere(): Mechanism {
  return process.platform === 'linux'
    ? { by: clockMechanism }
    : { lacks: 'the engine runs in a virtual machine, whose time since its start is not the controller’s' }
}

/** Puts the library into a node, beside a page that says nothing yet. */
export async function clockFor(container: Docker.Container, user: string, library: Buffer): Promise<NodeClock> {
  const path = await putLibrary(container, 'clock', library)
  const write = async (page: Buffer) => {
    // In place: the databases have this very file in their memory.
    const script = `printf "$1" | dd of=${PAGE} bs=${pageSize} iflag=fullblock conv=notrunc status=none`
    const { code, stderr } = await execIn(container, user, ['sh', '-c', script, 'sh', octal(page)])
    if (code !== 0) throw new MurphyError('broken', `The clock of a node could not be set: ${stderr.trim()}.`)
  }
  await write(Buffer.alloc(pageSize))
  return {
    mechanism: clockMechanism,
    env: preload(path, PAGE),
    set: (skew) => write(encodePage(skew, thisMoment())),
  }
}

/** For printf of any shell. */
const octal = (bytes: Buffer) => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
