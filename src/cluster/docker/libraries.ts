import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import { type Library, libraryFile } from '../preload.ts'
import { ensureBuilt } from './image.ts'
import type { Labels } from './labels.ts'
import { packTar, unpackTar } from './tar.ts'

/** A library, out of the image in which it was compiled. */
export async function readLibrary(
  engine: Docker,
  library: Library,
  labels: Labels,
  log: (line: string) => void,
): Promise<Buffer> {
  const { tag } = await ensureBuilt(engine, 'preload', log)
  const container = await engine.createContainer({ Image: tag, Labels: { ...labels }, Cmd: ['true'] })
  try {
    const chunks: Buffer[] = []
    const path = `/${libraryFile(library)}`
    for await (const chunk of await container.getArchive({ path })) chunks.push(Buffer.from(chunk))
    const [file] = unpackTar(Buffer.concat(chunks))
    if (file === undefined) throw new MurphyError('broken', `The image ${tag} has no ${library}.`)
    return file.content
  } finally {
    await container.remove({ force: true, v: true })
  }
}

/** Puts a library into a node; where it is there. */
export async function putLibrary(container: Docker.Container, library: Library, content: Buffer): Promise<string> {
  const path = `tmp/${libraryFile(library)}`
  await container.putArchive(packTar([{ path, content }]), { path: '/' })
  return `/${path}`
}
