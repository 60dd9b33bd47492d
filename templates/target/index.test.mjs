/** node --test: a few seconds each, with real processes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addTarget, runTest } from 'murphy'
import target from './index.mjs'

addTarget(target)

for (const [setting, verdict] of [
  ['direct', 'valid'],
  ['cached', 'invalid'],
])
  test(`reads that are ${setting}: ${verdict}`, async () => {
    const { results, folder } = await runTest({
      target: target.name,
      setting,
      workload: 'register',
      reads: 'any-node',
      faults: ['kill'],
      rate: 200,
      timeLimit: 5,
    })
    assert.equal(results.verdict, verdict, `${results.sentence} See ${folder}.`)
  })
