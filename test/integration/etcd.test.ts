import { expect, it } from 'vitest'
import { describeWithEngine } from '../cluster/docker/engine.ts'
import { lastJson, murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

/** The findings of `findings/etcd.ts` on locks, shorter. */
describeWithEngine('a lock of etcd that is held past its lease', () => {
  it.each([
    ['off', 1, /^etcd .* (lost|overwrote) \d.* of \d+ acknowledged increments, with \d+ writes? that came after/],
    ['on', 0, /^etcd .* kept all \d+ acknowledged increments .* and refused \d+ of \d+ writes? that came after/],
  ])('with the fencing token %s', async (token, code, says) => {
    const asked = ['--workload', 'lock', '--fencing-token', token, '--rate', '100', '--time-limit', '9']
    const ran = await murphy(['test', 'etcd', ...asked, '--store', store, '--json'])
    expect(lastJson(ran.stdout).sentence, ran.stderr).toMatch(says)
    expect(ran.code).toBe(code)
  })
})
