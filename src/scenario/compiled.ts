import { join } from 'node:path'
import { packageRoot } from './version.ts'

/** The built form of a source below `src/`: a worker thread cannot run TypeScript on every Node that we support. */
export function compiled(path: string): string {
  return join(packageRoot, 'dist', 'src', path)
}
