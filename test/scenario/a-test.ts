import { byName } from '../../src/op/names.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { testFile } from '../../src/scenario/test-file.ts'
import type { TestFile } from '../../src/store/run.ts'
import { targets } from '../../src/targets/registry.ts'

/** A `test.json` of a run that never was; fields can be overridden, names need not exist. */
export function aTest(fields: Partial<TestFile> = {}, scenario: Partial<Scenario> = {}): TestFile {
  const known = targets.some(({ name }) => name === fields.target) ? fields.target : undefined
  const target = known ?? 'postgres'
  const { settings } = byName('target', targets, target)
  const setting = settings.find(({ name }) => name === fields.setting) ?? settings[0]
  const resolved = resolve({ target, setting: setting?.name ?? '', workload: 'set', seed: 1, ...scenario })
  const identity = { runId: '0badcafe', startedAt: new Date('2026-01-02T03:04:05.678Z') }
  return { ...testFile(resolved, identity, { versions: {}, checkers: [] }), ...fields }
}
