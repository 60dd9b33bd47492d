import { join } from 'node:path'
import { reporters } from '../../reports/registry.ts'
import { writeWhole } from '../store/json-file.ts'
import type { StoredRun } from '../store/run.ts'

/** Writes every report that is a file; returns their paths. */
export async function writeReports(run: StoredRun): Promise<string[]> {
  const written: string[] = []
  for (const reporter of reporters) {
    if (reporter.file === undefined) continue
    const path = join(run.folder, reporter.file)
    writeWhole(path, await reporter.render(run))
    written.push(path)
  }
  return written
}
