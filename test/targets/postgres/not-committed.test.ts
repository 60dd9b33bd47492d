import { expect, test } from 'vitest'
import { NotCommitted } from '../../../src/targets/common/not-committed.ts'
import { classify } from '../../../src/targets/postgres/errors.ts'

const broken = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01', severity: 'ERROR' })
const cancelled = Object.assign(new Error('canceling statement'), { code: '57014', severity: 'ERROR' })

test('what fails before the commit did not happen, whatever the cause', () => {
  expect(classify(broken)).toMatchObject({ definite: false })
  expect(classify(new NotCommitted(broken, true))).toMatchObject({
    kind: 'connection-reset',
    message: 'read ECONNRESET',
    definite: true,
    fatal: true,
  })
  expect(classify(cancelled)).toMatchObject({ definite: false })
  expect(classify(new NotCommitted(cancelled, false))).toMatchObject({
    kind: 'cancelled',
    definite: true,
    fatal: false,
  })
})

test('a session whose transaction could not be rolled back is not used again', () => {
  expect(classify(new NotCommitted(deadlock, false))).toMatchObject({ kind: 'deadlock', fatal: false })
  expect(classify(new NotCommitted(deadlock, true))).toMatchObject({ kind: 'deadlock', definite: true, fatal: true })
})
