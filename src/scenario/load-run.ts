import { join } from 'node:path'
import { files } from '../store/folder.ts'
import { readJson } from '../store/json-file.ts'
import type { ResultsFile, StoredRun, TestFile } from '../store/run.ts'
import { readSamples } from '../store/samples.ts'
import { readRecorded } from './recorded.ts'

/** A judged run as it lies on disk. Throws MurphyError `usage` for a folder that is none. */
export function loadRun(folder: string): StoredRun {
  return {
    folder,
    test: readJson<TestFile>(join(folder, files.test), 1),
    results: readJson<ResultsFile>(join(folder, files.results), 1),
    history: readRecorded(join(folder, files.history)).ops,
    samples: readSamples(join(folder, files.samples)),
  }
}
