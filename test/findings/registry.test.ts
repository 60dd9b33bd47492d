import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findingsPage } from '../../findings/page.ts'
import { findings } from '../../findings/registry.ts'
import { checkers } from '../../src/checkers/registry.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import { packageRoot } from '../../src/scenario/version.ts'
import { workloads } from '../../workloads/registry.ts'

it('names are unique', () => {
  const names = findings.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

describe.each(findings)('$name', ({ name, shows, scenario, expect: expected, control, source }) => {
  it('is a scenario that fits, and begins with its target', () => {
    expect(resolve(scenario).target).toBe(scenario.target)
    expect(name.startsWith(`${scenario.target}-`)).toBe(true)
  })

  it('waits for a word of a checker that the run has', () => {
    const { workload } = resolve(scenario)
    expect(workloads.map((one) => one.name)).toContain(workload)
    expect(checkers.map((checker) => checker.name)).toContain(expected.by)
  })

  it('is one sentence with a source, and has a control that is valid', () => {
    expect(shows).toMatch(/^[A-Z].*\.$/)
    expect(source).not.toBe('')
    const found = findings.find((one) => one.name === control)
    if (expected.verdict === 'invalid') expect(found?.expect.verdict, 'the control').toBe('valid')
    else if (control !== undefined) expect(found, 'the control').toBeDefined()
  })
})

it('docs/findings.md is what the data say (npx vitest run test/findings -u)', async () => {
  await expect(findingsPage(findings)).toMatchFileSnapshot(join(packageRoot, 'docs/findings.md'))
})
