import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MurphyError } from '../../op/failure.ts'
import type { TarFile } from './tar.ts'

/** The package's `docker/` folder, found upwards from here: the same in the sources and in `dist/`. */
export function dockerFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'docker', 'base', 'make-base.sh'))) {
    const parent = dirname(folder)
    if (parent === folder) {
      throw new MurphyError('broken', 'The folder docker/ with the images is missing from this installation.', {
        hint: 'Install the package again.',
      })
    }
    folder = parent
  }
  return join(folder, 'docker')
}

/** The files of image `name`, sorted by path. @throws MurphyError when there is no such image. */
export async function imageFiles(name: string): Promise<TarFile[]> {
  const root = dockerFolder()
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(root, name, 'Dockerfile'))) {
    throw new MurphyError('usage', `There is no image ${name}.`, { hint: `Images are the folders of ${root}.` })
  }
  const files: TarFile[] = []
  for (const path of (await readdir(join(root, name), { recursive: true })).sort()) {
    const file = join(root, name, path)
    const info = await stat(file)
    if (info.isFile()) files.push({ path, content: await readFile(file), executable: (info.mode & 0o100) !== 0 })
  }
  return files
}

/** Changes whenever any file of the image does: 12 hex digits. */
export function contentHash(files: readonly TarFile[]): string {
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(`${file.path}\0${file.executable === true}\0${file.content.length}\0`).update(file.content)
  }
  return hash.digest('hex').slice(0, 12)
}

/** The image that a Dockerfile starts from: its first FROM. */
export function baseOf(files: readonly TarFile[]): string | undefined {
  const dockerfile = files.find((file) => file.path === 'Dockerfile')?.content.toString('utf8') ?? ''
  return /^FROM\s+(?:--\S+\s+)*(\S+)/im.exec(dockerfile)?.[1]
}
