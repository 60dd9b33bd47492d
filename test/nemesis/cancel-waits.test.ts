import { describe, expect, it } from 'vitest'
import { cancelWaits } from '../../nemesis/cancel-waits.ts'
import type { FaultContext } from '../../nemesis/nemesis.ts'
import type { FaultReport } from '../../src/op/fault.ts'
import type { System } from '../../src/targets/target.ts'
import { fakeContext } from './fake-cluster.ts'

function contextWith(commitWaits: System['commitWaits']): FaultContext {
  const { context } = fakeContext()
  return { ...context, system: { ...context.system, ...(commitWaits === undefined ? {} : { commitWaits }) } }
}

async function cancel(context: FaultContext): Promise<FaultReport> {
  const nemesis = cancelWaits.nemesis(context)
  const { value } = await nemesis.invoke({ f: 'cancel-waits', value: null, process: 'nemesis', time: 0 })
  return value as unknown as FaultReport
}

describe('cancelled waits', () => {
  it('ends those that there are, and sees that they are over; new ones are no matter', async () => {
    let waiting = ['7@1.5', '8@1.6']
    const report = await cancel(
      contextWith({
        list: async () => waiting,
        cancel: async (waits) => {
          waiting = [...waiting.filter((wait) => !waits.includes(wait)), '9@2.0']
        },
      }),
    )
    expect(report.applied).toMatchObject({ nodes: ['n1'], detail: { waits: 2 } })
    expect(report.observed).toMatchObject({ seen: true, detail: { left: 0 } })
  })

  it('is not seen where a wait goes on', async () => {
    const report = await cancel(contextWith({ list: async () => ['7@1.5'], cancel: async () => {} }))
    expect(report.observed).toMatchObject({ seen: false, detail: { left: 1 } })
  })

  it('is not seen where nobody waits', async () => {
    const report = await cancel(contextWith({ list: async () => [], cancel: async () => {} }))
    expect(report.applied.nodes).toEqual([])
    expect(report.observed.seen).toBe(false)
  })

  it('says so where the target has no such waits', async () => {
    expect((await cancel(contextWith(undefined))).observed).toMatchObject({
      seen: false,
      detail: { error: /no commits/ },
    })
  })
})
