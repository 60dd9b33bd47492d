import { docker } from '../../../src/cluster/docker/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { testStories } from './link-stories.ts'

describeWithEngine('faults of links on docker', () => testStories(docker, ['ring', 'primaries', 'one-way']))
