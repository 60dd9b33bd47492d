import { processes } from '../../src/cluster/process/index.ts'
import { matrix } from './matrix-tests.ts'

await matrix(processes)
