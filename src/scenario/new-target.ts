import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MurphyError } from '../op/failure.ts'
import { isTargetName } from '../targets/check-target.ts'
import { targets } from '../targets/registry.ts'
import { packageRoot } from './version.ts'

/** What the template calls itself. */
const placeholder = /my-target/g

/**
 * Writes a target that runs into a folder: the program, the target, and its test. Returns the files' paths. Throws
 * MurphyError `usage` for a name that is none or is taken, and for a folder that has something in it.
 */
export function newTarget(name: string, folder: string): string[] {
  if (!isTargetName(name))
    throw new MurphyError('usage', `"${name}" is no name for a target.`, {
      hint: 'Small letters, digits and hyphens, such as my-store.',
    })
  if (targets.some((target) => target.name === name))
    throw new MurphyError('usage', `There is a target "${name}" already.`, { hint: '`murphy list` has all of them.' })
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new MurphyError('usage', `The folder ${folder} is not empty.`, { hint: 'Name another with --to.' })
  mkdirSync(folder, { recursive: true })
  const template = join(packageRoot, 'templates', 'target')
  return readdirSync(template).map((file) => {
    const path = join(folder, file)
    writeFileSync(path, readFileSync(join(template, file), 'utf8').replace(placeholder, name))
    return path
  })
}
