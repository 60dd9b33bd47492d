import type { CheckerSpec } from '../src/checkers/checker.ts'
import { modelId } from '../src/checkers/isolation/index.ts'
import { expectation, expected } from './options.ts'
import { routedClient } from './routed-client.ts'
import { transactions } from './txn-generator.ts'
import { txnOptions, txnShape } from './txn-options.ts'
import { rwRegisterWork } from './txn-work.ts'
import type { Workload, WorkloadOptions } from './workload.ts'

/** Transactions that write registers and read them: what programs do, though a register tells less than a list. */
export const rwRegister: Workload = {
  name: 'rw-register',
  about: 'transactions write registers and read them; must show the isolation that is promised',
  dataType: 'transactions',
  options: [expectation, ...txnOptions],
  build: (options) => ({
    client: routedClient(options, rwRegisterWork),
    ...transactions(options.random, options.reads, { write: 'w', ...txnShape(options.options) }),
    checkers: [isolation(options), { name: 'stats' }, { name: 'availability' }, { name: 'faults' }],
  }),
}

/**
 * A register's versions are ordered by what the promise itself says of them. A transaction that reads one and writes
 * another wrote the later: the contrary is G1c, which read committed forbids. Strict serializability orders each key by
 * real time; but where standbys are read, a stale read would make circles of versions instead of being named.
 */
function isolation(options: WorkloadOptions): CheckerSpec {
  const expect = expected(options)
  const linearizableKeys = modelId(expect) === modelId('strict-serializable') && onPrimary(options)
  const shells = options.system.shells ?? 'none'
  return { name: 'isolation', options: { workload: 'rw-register', expect, wfrKeys: true, linearizableKeys, shells } }
}

const onPrimary = ({ reads, writes }: WorkloadOptions) => reads === 'primary' && writes === 'primary'
