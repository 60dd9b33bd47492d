import { docker } from '../../../src/cluster/docker/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { testFaults } from './fault-matrix.ts'

/** A kernel that lacks something is no failure; what it has must work. `murphy doctor` prints the same table. */
const mechanisms = ((await docker.probe()).works && (await docker.mechanisms?.(() => {}))) || {}

describeWithEngine('every fault of links on docker', () =>
  testFaults(docker, mechanisms, ['ring', 'primaries', 'one-way']),
)
