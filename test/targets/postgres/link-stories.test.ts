import { describe } from 'vitest'
import { processes } from '../../../src/cluster/process/index.ts'
import { testStories } from './link-stories.ts'

describe('faults of links on local processes', () => testStories(processes))
