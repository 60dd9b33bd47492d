import { describe } from 'vitest'
import { processes } from '../../../src/cluster/process/index.ts'
import { testFaults } from './fault-matrix.ts'

const mechanisms = (await processes.mechanisms?.(() => {})) ?? {}

describe('every fault of links on local processes', () => testFaults(processes, mechanisms))
