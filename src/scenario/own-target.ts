import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MurphyError } from '../op/failure.ts'
import { addTarget } from '../targets/registry.ts'
import type { Target } from '../targets/target.ts'

/** Whether a word names a file with a target in it, and not a target. */
export const isModule = (word: string) => /\.[cm]?[jt]s$/.test(word)

/**
 * Loads the target that a file exports by default, and makes it known by its name. Throws MurphyError `usage` where that
 * cannot be: no such file, it does not run, it exports something else.
 */
export async function loadTarget(path: string): Promise<Target> {
  if (!existsSync(path))
    throw new MurphyError('usage', `There is no file ${path}.`, {
      hint: '`murphy new-target NAME` writes a target that runs; `murphy list` has those that are there.',
    })
  const { default: target } = await load(path)
  addTarget(target as Target, path)
  loaded.set(path, (target as Target).name)
  return target as Target
}

const loaded = new Map<string, string>()

/** How a scenario names the target that a word of the user's stands for: its name, or a file that has been loaded. */
export function targetGiven(word: string): { readonly target: string; readonly module?: string } {
  const name = loaded.get(word)
  return name === undefined ? { target: word } : { target: name, module: word }
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const hint =
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? 'This Node does not run TypeScript: Node 22.18 or later does, or give the compiled JavaScript.'
        : 'Run it with `node` to see where.'
    throw new MurphyError('usage', `${path} cannot be loaded: ${message}.`, { hint, cause })
  }
}
