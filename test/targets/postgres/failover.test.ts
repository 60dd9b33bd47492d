import { processes } from '../../../src/cluster/process/index.ts'
import { testFailover } from './failover-tests.ts'

testFailover(processes)
