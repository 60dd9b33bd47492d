import type { CheckerResult } from '../src/checkers/checker.ts'
import type { StoredRun } from '../src/store/run.ts'
import { anomalies, proofLines } from './model/anomalies.ts'
import { checkedText } from './model/promises.ts'
import type { Reporter } from './reporter.ts'

/**
 * JUnit XML as Jenkins and GitLab read it: one test case a checker. invalid → failure, unknown → skipped with its
 * reason, broken → error. A run broken before any checker ran has one case, `harness`, so that no tool counts it green.
 */
export const junit: Reporter = {
  name: 'junit',
  file: 'junit.xml',
  render({ test, results, history }: StoredRun): string {
    const cases = Object.entries(results.checkers).map(([name, result]) => testCase(test.name, name, result))
    if (results.broken !== undefined || cases.length === 0) {
      const why = results.broken ?? { phase: 'analysis', message: 'no checker ran' }
      const message = `${why.phase}: ${why.message}`
      cases.push(
        element(test.name, 'harness', [`<error message="${xml(message)}">${xml(why.hint ?? message)}</error>`]),
      )
    }
    const seconds = ((history.at(-1)?.time ?? 0) / 1e9).toFixed(3)
    const totals = (tag: string): number => cases.filter((text) => text.includes(`<${tag} `)).length
    const attributes = [
      `name="${xml(test.name)}"`,
      `tests="${cases.length}" failures="${totals('failure')}" errors="${totals('error')}" skipped="${totals('skipped')}"`,
      `time="${seconds}" timestamp="${xml(test.startedAt)}"`,
    ].join(' ')
    const properties = Object.entries({ seed: String(test.seed), command: test.command, ...test.versions })
      .map(([name, value]) => `      <property name="${xml(name)}" value="${xml(value)}"/>`)
      .join('\n')
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="murphy">`,
      `  <testsuite ${attributes}>`,
      `    <properties>\n${properties}\n    </properties>`,
      ...cases,
      `    <system-out>${xml(results.sentence)}</system-out>`,
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n')
  },
}

function testCase(run: string, name: string, result: CheckerResult): string {
  const body = [`${result.summary}\nChecked ${checkedText(result.checked)}.`, ...proofs(result)].join('\n\n')
  const message = `message="${xml(result.summary)}"`
  if (result.verdict === 'invalid') return element(run, name, [`<failure ${message}>${xml(body)}</failure>`])
  if (result.verdict === 'broken') return element(run, name, [`<error ${message}>${xml(body)}</error>`])
  if (result.verdict === 'unknown') return element(run, name, [`<skipped ${message}/>`])
  return element(run, name, [`<system-out>${xml(body)}</system-out>`])
}

/** The worst anomalies of transactions, each with its smallest case. */
function proofs(result: CheckerResult): string[] {
  return anomalies(result, null)
    .filter(({ allowed }) => !allowed)
    .slice(0, 3)
    .map((anomaly) => [`${anomaly.type}: ${anomaly.title}`, ...proofLines(anomaly)].join('\n'))
}

function element(run: string, name: string, children: readonly string[]): string {
  return `    <testcase classname="${xml(`murphy.${run}`)}" name="${xml(name)}">${children.join('')}</testcase>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

/** Escapes, and replaces what XML 1.0 (section 2.2) cannot hold at all: controls and lone surrogates. */
function xml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
      .replace(/[&<>"\n]/g, (c) => entities[c] ?? c)
  )
}
