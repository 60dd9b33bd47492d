import { docker } from '../../src/cluster/docker/index.ts'
import { matrix } from './matrix-tests.ts'

await matrix(docker)
