import { existsSync, readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { MurphyError } from '../op/failure.ts'

const extensions = ['.jsonl', '.ndjson', '.json', '.edn', '.log', '.txt']

/** What a run's folder calls its history (store/run-folder.ts; Jepsen's). */
const histories = ['history.jsonl', 'history.edn']

/**
 * The history files that a path stands for: itself, or, where it is a folder, all in it and below, by their extension
 * (jsonl, ndjson, json, edn, log, txt) and in order of their names. Of a run's folder that is its history alone.
 */
export function historyFiles(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  const files = below(path)
  if (files.length > 0) return files
  throw new MurphyError('usage', `${path} is a directory that holds no history.`, {
    hint: `Histories are found by their extension: ${extensions.join(' ')}.`,
  })
}

function below(folder: string): string[] {
  const history = histories.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (history !== undefined) return [history]
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return below(path)
      return entry.isFile() && extensions.includes(extname(entry.name)) ? [path] : []
    })
}
