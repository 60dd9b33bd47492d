import { expect, it } from 'vitest'
import { describeWithEngine } from '../cluster/docker/engine.ts'
import { lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

/** The findings of `findings/mysql.ts` on failovers, shorter. */
describeWithEngine('failover of MySQL', () => {
  it.each([
    ['async', 1, /^MySQL \(asynchronous\) lost \d+ of \d+ acknowledged writes/],
    ['semi-sync', 0, /^MySQL \(semi-synchronous\) kept all \d+ acknowledged writes .* a failover/],
  ])('%s', async (setting, code, says) => {
    const asked = ['--setting', setting, '--workload', 'set', '--schedule', 'failover', '--rate', '100']
    const ran = await murphy(['test', 'mysql', ...asked, '--time-limit', '9', '--store', store, '--json'])
    expect(lastJson(ran.stdout).sentence, ran.stderr).toMatch(says)
    expect(ran.code).toBe(code)
  })
})
