import { describe, test } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { testFailover } from './failover-tests.ts'

const { works, detail } = await docker.probe()

describe.runIf(works)('in containers', () => testFailover(docker))
test.skipIf(works)(`skipped: ${detail}`, () => {})
