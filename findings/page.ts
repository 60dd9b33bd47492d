import { exitCodes } from '../src/op/verdict.ts'
import { resolve } from '../src/scenario/resolve.ts'
import { command } from '../src/scenario/scenario.ts'
import { targets } from '../src/targets/registry.ts'
import type { Finding } from './finding.ts'

/** The command that runs a finding's scenario by itself, unless its steps are its own; without a seed each run has its own. */
export function commandOf({ name, scenario }: Finding): string {
  if (scenario.script !== undefined) return `npx murphy findings --only ${name}`
  const whole = command(resolve({ seed: 0, ...scenario }))
  return scenario.seed === undefined ? whole.replace(/ --seed 0$/, '') : whole
}

/** docs/findings.md, from the data. */
export function findingsPage(findings: readonly Finding[]): string {
  const sections = targets.flatMap(({ name, title }) => {
    const own = findings.filter(({ scenario }) => scenario.target === name)
    return own.length === 0 ? [] : [`## ${title}\n\n${own.map(entry).join('\n')}`]
  })
  return `${head}\n${sections.join('\n')}`
}

const head = `# Findings

What is known of databases, shown on real ones: promises that a configuration does not keep, each with a control that differs in what matters and keeps them. \`murphy findings\` runs them one after another and ends with a table: what was expected, what was seen, how long it took, how often it came out so, and where the report is.

    npx murphy findings --list
    npx murphy findings --target postgres
    npx murphy findings --only postgres-async-failover,postgres-quorum-failover --times 5

| exit code | it means |
|---|---|
| 0 | all came out as expected |
| 1 | one came out otherwise |
| 2 | one could not be run here (its image is not to be had, no Docker engine) or proved nothing (its fault was never seen to work), or the command was interrupted |
| 255 | the harness did not do its job |

A finding is data, in \`findings/\`; this page is made from it (\`npx vitest run test/findings -u\`).
`

function entry(finding: Finding): string {
  const { name, shows, expect, control, source, unseen } = finding
  const expected = `${expect.verdict} (exit code ${exitCodes[expect.verdict]}), said by \`${expect.by}\`${unseen === undefined ? '' : `; ${unseen}`}`
  return `### ${name}

${shows}

- Expected: ${expected}.${control === undefined ? '' : `\n- Control: [${control}](#${control}).`}
- Source: ${source}.

      ${commandOf(finding)}
`
}
