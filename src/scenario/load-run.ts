import { join } from 'node:path'
import { readSamples } from '../history/samples.ts'
import { files } from '../store/folder.ts'
import type { StoredRun } from '../store/run.ts'
import { readRecorded } from './recorded.ts'
import { readResults, readTest } from './stored.ts'

/** A judged run as it lies on disk. Throws MurphyError `usage` for a folder that is none. */
export function loadRun(folder: string): StoredRun {
  return {
    folder,
    test: readTest(folder),
    results: readResults(folder),
    history: readRecorded(join(folder, files.history)).ops,
    samples: readSamples(join(folder, files.samples)),
  }
}
