import { describe, test } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { testFailover } from './failover-tests.ts'

const { works, detail } = await docker.probe()

if (works) describe('in containers', () => testFailover(docker))
else test.skip(`in containers, which do not work here: ${detail}`, () => {})
