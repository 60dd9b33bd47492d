import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

const skew = (value: object) => ({ after: '0.3s', f: 'skew-clock', value: { spec: 'primaries', skew: value } })
const reset = { after: '0.8s', f: 'reset-clock' }

it("moves the clock of a serving PostgreSQL forth, back and too fast, and nobody else's", async () => {
  const schedule = join(store, 'clocks.json')
  const steps = [{ jumpMs: 60_000 }, { jumpMs: -60_000 }, { rate: 1.1 }].flatMap((value) => [skew(value), reset])
  writeFileSync(schedule, JSON.stringify({ steps }))
  const hostWas = Date.now() - performance.now()
  const { code, stdout } = await murphy([
    ...['test', 'postgres', '--setting', 'quorum', '--workload', 'set', '--schedule', schedule],
    ...['--time-limit', '7', '--seed', '1', '--store', store, '--json'],
  ])
  expect(stdout).toContain('"faults":"valid"')
  expect(code).toBe(0)
  expect(Math.abs(Date.now() - performance.now() - hostWas)).toBeLessThan(200)
})
