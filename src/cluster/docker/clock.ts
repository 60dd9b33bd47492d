import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import { encodePage, pageSize, thisMoment } from '../clock/page.ts'
import { clockMechanism, type PreloadedClock, preload } from '../clock/preload.ts'
import type { Mechanism } from '../cluster.ts'
import { execIn } from './exec.ts'
import { ensureBuilt } from './image.ts'
import type { Labels } from './labels.ts'
import { packTar, unpackTar } from './tar.ts'

const LIBRARY = '/tmp/murphy-clock.so'
const PAGE = '/tmp/murphy-clock'

/** Whether clocks can be skewed here: the time that passes must be the controller's, too. */
export function clockHere(): Mechanism {
  return process.platform === 'linux'
    ? { by: clockMechanism }
    : { lacks: 'the engine runs in a virtual machine, whose time since its start is not the controller’s' }
}

/** The clock's library, out of the image in which it was compiled. */
export async function clockLibrary(engine: Docker, labels: Labels, log: (line: string) => void): Promise<Buffer> {
  const { tag } = await ensureBuilt(engine, 'clock', log)
  const container = await engine.createContainer({ Image: tag, Labels: { ...labels }, Cmd: ['true'] })
  try {
    const chunks: Buffer[] = []
    for await (const chunk of await container.getArchive({ path: '/murphy-clock.so' })) chunks.push(Buffer.from(chunk))
    const [file] = unpackTar(Buffer.concat(chunks))
    if (file === undefined) throw new MurphyError('broken', `The image ${tag} has no clock.`)
    return file.content
  } finally {
    await container.remove({ force: true, v: true })
  }
}

/** Puts the library into a node, beside a page that says nothing yet. */
export async function clockFor(container: Docker.Container, user: string, library: Buffer): Promise<PreloadedClock> {
  await container.putArchive(packTar([{ path: LIBRARY.slice(1), content: library }]), { path: '/' })
  const write = async (page: Buffer) => {
    // In place: the databases have this very file in their memory.
    const script = `printf "$1" | dd of=${PAGE} bs=${pageSize} iflag=fullblock conv=notrunc status=none`
    const { code, stderr } = await execIn(container, user, ['sh', '-c', script, 'sh', octal(page)])
    if (code !== 0) throw new MurphyError('broken', `The clock of a node could not be set: ${stderr.trim()}.`)
  }
  await write(Buffer.alloc(pageSize))
  return {
    mechanism: clockMechanism,
    env: preload(LIBRARY, PAGE),
    set: (skew) => write(encodePage(skew, thisMoment())),
  }
}

/** For printf of any shell. */
const octal = (bytes: Buffer) => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
