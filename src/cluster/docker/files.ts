import type Docker from 'dockerode'
import type { FileLayer } from '../files/layer.ts'
import { PreloadedFiles } from '../files/preloaded-files.ts'
import { execIn } from './exec.ts'
import type { NodeImage } from './image.ts'
import { putLibrary } from './libraries.ts'

const FOLDER = '/tmp/murphy-disk'

/** Puts the library into a node: its database's files are from now on what is said of them. */
export async function filesFor(container: Docker.Container, image: NodeImage, content: Buffer): Promise<FileLayer> {
  const library = await putLibrary(container, 'disk', content)
  return await PreloadedFiles.under({ library, folder: FOLDER, dataDir: image.dataDir }, (argv, options) =>
    execIn(container, image.user, argv, options),
  )
}
