import { docker } from '../../../src/cluster/docker/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { testFaults } from './fault-matrix.ts'

describeWithEngine('every fault of links on docker', () => testFaults(docker, ['ring', 'primaries', 'one-way']))
