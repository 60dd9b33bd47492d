import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { diskReason } from '../history/disk-reason.ts'
import { MurphyError } from '../op/failure.ts'

/** Writes a file whole or not at all: a reader never sees half of it. */
export function writeWhole(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.part`
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw new MurphyError('broken', `${path} cannot be written: ${diskReason(cause)}.`, {
      hint: 'Free some space or choose another folder with --store; what was recorded stays readable.',
      cause,
    })
  }
}

export function writeJson(path: string, value: unknown): void {
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Reads a file that Murphy wrote, of a schema version that it knows. */
export function readJson<T extends { readonly schema: number }>(path: string, schema: number): T {
  let value: T
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as T
  } catch (cause) {
    const what = existsSync(path) ? 'is not JSON' : 'is missing'
    throw new MurphyError('usage', `${path} ${what}.`, {
      hint: 'Is this a run folder? `murphy check FILE` judges a bare history.',
      cause,
    })
  }
  if (typeof value !== 'object' || value === null || value.schema === undefined)
    throw new MurphyError('usage', `${path} has no schema number; Murphy has not written it.`, {
      hint: '`murphy check FILE` judges a bare history.',
    })
  if (value.schema !== schema)
    throw new MurphyError('usage', `${path} has schema ${String(value.schema)}; this Murphy reads schema ${schema}.`, {
      hint: 'Use the version of Murphy that wrote it (its "murphy" field).',
    })
  return value
}
