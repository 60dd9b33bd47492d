import { readFileSync } from 'node:fs'
import { execaSync } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { drawSkew } from '../../../../nemesis/clock-skews.ts'
import type { Skew } from '../../../../src/cluster/clock/skew.ts'
import { VdsoClock } from '../../../../src/cluster/clock/vdso/clock.ts'
import { vdsoHere } from '../../../../src/cluster/clock/vdso/here.ts'
import { Random } from '../../../../src/op/random.ts'
import { runsLike, Teller, type Told } from './teller.ts'

const here = await vdsoHere()
const canCompile = !execaSync('cc', ['--version'], { reject: false }).failed
if ('lacks' in here) console.log(`the vDSO cannot be rewritten here: ${here.lacks}`)

describe.skipIf('lacks' in here || !canCompile)('the clock of a program that asks the vDSO', () => {
  let teller: Teller
  let clock: VdsoClock
  let pids: number[]
  /** When the last skew came into force: between these, ns of CLOCK_MONOTONIC. */
  let since: readonly [bigint, bigint]

  const set = async (skew: Skew) => {
    const before = process.hrtime.bigint()
    await clock.set(skew)
    since = [before, process.hrtime.bigint()]
  }
  const runs = async (skew: Skew, told?: Told) => runsLike(told ?? (await teller.ask()), skew, since)

  beforeEach(async () => {
    teller = await Teller.begin()
    pids = [teller.pid]
    clock = new VdsoClock(() => pids)
    await clock.started()
    since = [process.hrtime.bigint(), process.hrtime.bigint()]
  })
  afterEach(() => teller.end())

  it('is the true one until it is set, and again when it is reset', async () => {
    await runs({})
    await set({ jumpMs: 60_000 })
    await set({})
    await runs({})
  })

  it.each<[string, Skew]>([
    ['a minute ahead', { jumpMs: 60_000 }],
    ['a minute behind', { jumpMs: -60_000 }],
    ['too fast by a tenth', { rate: 1.1 }],
    ['too slow by a tenth', { rate: 0.9 }],
    ['standing still', { rate: 0 }],
    ['a thousand times too fast, and ahead', { jumpMs: 5, rate: 1000 }],
    ['strobing', { strobe: { ms: 5000, everyMs: 7 } }],
    ['strobing backward, behind, and slow', { jumpMs: -1000, rate: 0.5, strobe: { ms: -200, everyMs: 1 } }],
  ])('is %s', async (_, skew) => {
    await set(skew)
    for (let i = 0; i < 20; i++) await runs(skew)
  })

  it('is whatever it is set to, again and again', async () => {
    const random = new Random(11)
    for (let i = 0; i < 100; i++) {
      const skew = drawSkew(random)
      await set(skew)
      await runs(skew)
    }
  })

  it('is that of a child, too', async () => {
    await set({ jumpMs: 60_000 })
    const { pid } = await teller.ask('f')
    expect(pid).not.toBe(teller.pid)
    await runs({ jumpMs: 60_000 })
    pids = [teller.pid, pid]
    await set({ jumpMs: -60_000 })
    await runs({ jumpMs: -60_000 })
  })

  it('can be set while the program is paused, and does not wake it', async () => {
    process.kill(teller.pid, 'SIGSTOP')
    await until(() => stateOf(teller.pid) === 'T')
    await set({ jumpMs: 60_000 })
    expect(stateOf(teller.pid)).toBe('T')
    process.kill(teller.pid, 'SIGCONT')
    await runs({ jumpMs: 60_000 })
  })

  it('is nobody else’s: neither this process’ nor another’s', async () => {
    const other = await Teller.begin()
    const hostWas = Date.now() - performance.now()
    try {
      await set({ jumpMs: 3_600_000 })
      await runs({ jumpMs: 3_600_000 })
      await runs({}, await other.ask())
      expect(Math.abs(Date.now() - performance.now() - hostWas)).toBeLessThan(200)
    } finally {
      await other.end()
    }
  })

  it('of a program that has ended is nobody’s', async () => {
    pids = [2 ** 22 + 1]
    await expect(clock.set({ jumpMs: 1 })).resolves.toBeUndefined()
  })
})

const stateOf = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.charAt(stat.lastIndexOf(')') + 2)
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1))
}
