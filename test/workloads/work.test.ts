import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/op/op.ts'
import { Random } from '../../src/op/random.ts'
import { listAppend } from '../../workloads/list-append.ts'
import { registerWork } from '../../workloads/register-work.ts'
import { rwRegister } from '../../workloads/rw-register.ts'
import { setWork } from '../../workloads/set-work.ts'
import { listAppendWork, rwRegisterWork } from '../../workloads/txn-work.ts'
import type { SystemFace } from '../../workloads/workload.ts'
import { FakeSystem } from './fake-system.ts'

const op = (f: string, value: Json, key?: Json) => ({
  f,
  value,
  process: 0,
  time: 0,
  ...(key !== undefined && { key }),
})

describe('register', () => {
  it('reads, writes and compares under the key of the op', async () => {
    const system = new FakeSystem()
    const session = await system.connect('register', 'n1')
    expect(await registerWork.perform(session, op('read', null, 4))).toEqual({ type: 'ok', value: 3 })
    expect(await registerWork.perform(session, op('write', 1, 4))).toEqual({ type: 'ok' })
    expect(await registerWork.perform(session, op('cas', [3, 0], 4))).toEqual({ type: 'ok' })
    expect(await registerWork.perform(session, op('cas', [2, 0], 4))).toEqual({ type: 'fail' })
    expect(system.log.slice(1)).toEqual(['n1#1 read 4', 'n1#1 write 4 1', 'n1#1 cas 4 3 0', 'n1#1 cas 4 2 0'])
  })

  it('takes only reads for reads', () => {
    expect(['read', 'write', 'cas'].map((f) => registerWork.isRead(op(f, null)))).toEqual([true, false, false])
  })
})

describe('set', () => {
  it('adds, and reads everything', async () => {
    const system = new FakeSystem()
    system.holds = [5, 1]
    const session = await system.connect('set', 'n1')
    expect(await setWork.perform(session, op('add', 9))).toEqual({ type: 'ok' })
    expect(await setWork.perform(session, op('read', null))).toEqual({ type: 'ok', value: [5, 1] })
    expect(system.log.slice(1)).toEqual(['n1#1 add 9', 'n1#1 read'])
  })
})

describe('transactions', () => {
  it('go whole to the session', async () => {
    const system = new FakeSystem()
    const session = await system.connect('transactions', 'n1')
    const lists = [['append', 1, 2] as const, ['r', 1, [2]] as const]
    expect(await listAppendWork.perform(session, op('txn', lists))).toEqual({ type: 'ok', value: lists })
    const registers = [['w', 1, 2] as const, ['r', 1, 2] as const]
    expect(await rwRegisterWork.perform(session, op('txn', registers))).toEqual({ type: 'ok', value: registers })
    expect(system.log.slice(1)).toEqual([
      'n1#1 lists [["append",1,2],["r",1,[2]]]',
      'n1#1 registers [["w",1,2],["r",1,2]]',
    ])
  })

  it.each([listAppend, rwRegister])('$name is judged by the model that the target promises', (workload) => {
    const judged = (system: SystemFace) => {
      const common = { nodes: ['n1'], concurrency: 2, reads: 'primary', writes: 'primary', options: {} } as const
      const options = { random: new Random(1), system, ...common }
      return workload.build(options).checkers.find(({ name }) => name === 'isolation')?.options
    }
    const system = new FakeSystem()
    expect(judged(system)).toMatchObject({ workload: workload.name, expect: 'strict-serializable' })
    const weaker = Object.assign(new FakeSystem(), { consistency: 'snapshot-isolation' })
    expect(judged(weaker)).toMatchObject({ workload: workload.name, expect: 'snapshot-isolation' })
  })

  it('that only read are reads', () => {
    const isRead = (...mops: Json[]) => listAppendWork.isRead(op('txn', mops))
    expect(isRead(['r', 1, null], ['r', 2, null])).toBe(true)
    expect(isRead(['r', 1, null], ['append', 2, 1])).toBe(false)
  })
})
