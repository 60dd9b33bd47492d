import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { murphy, temporaryStore } from './murphy.ts'

it('the demo shows a loss and none, and where the reports are', async () => {
  const { code, stdout, stderr } = await murphy(['demo', '--time-limit', '6', '--store', temporaryStore()])
  expect(code, stdout + stderr).toBe(0)
  expect(stdout.indexOf('invalid')).toBeGreaterThan(-1)
  expect(stdout.lastIndexOf('✓ valid')).toBeGreaterThan(stdout.indexOf('✗ invalid'))
  const reports = stdout.match(/\/\S+report\.html/g) ?? []
  expect(reports).toHaveLength(2)
  for (const report of reports) expect(existsSync(report)).toBe(true)
})
