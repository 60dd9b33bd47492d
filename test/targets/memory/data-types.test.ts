import { describe } from 'vitest'
import { memory } from '../../../src/targets/memory/index.ts'
import { fakeContext } from '../../nemesis/fake-cluster.ts'
import { amountsContract, tableContract } from '../data-types.ts'

const system = async () =>
  memory.deploy({
    cluster: fakeContext().context.cluster,
    setting: 'single',
    options: {},
    seed: 1,
    log: () => {},
    record: () => {},
  })

describe('the memory target', () => {
  amountsContract(async () => (await system()).connect('amounts', 'n1'))
  tableContract(async () => (await system()).connect('table', 'n1'))
})
