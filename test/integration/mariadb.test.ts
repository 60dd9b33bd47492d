import { expect, it } from 'vitest'
import { describeWithEngine } from '../cluster/docker/engine.ts'
import { lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

/** Two findings of `findings/mariadb.ts`, shorter. */
describeWithEngine('one server of MariaDB at repeatable read', () => {
  it.each([
    ['off', 1, /^MariaDB \(asynchronous\) showed .*lost update/],
    ['on', 0, /^MariaDB \(asynchronous\) showed nothing that snapshot-isolation forbids/],
  ])('innodb_snapshot_isolation %s', async (snapshots, code, says) => {
    const asked = ['--setting', 'async', '--nodes', '1', '--workload', 'list-append', '--rate', '200']
    const options = ['--snapshot-isolation', snapshots, '--time-limit', '4']
    const ran = await murphy(['test', 'mariadb', ...asked, ...options, '--store', store, '--json'])
    expect(lastJson(ran.stdout).sentence, ran.stderr).toMatch(says)
    expect(ran.code).toBe(code)
  })
})
