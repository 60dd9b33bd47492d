import { relative } from 'node:path'
import type { Finding } from '../../findings/finding.ts'
import { commandOf } from '../../findings/page.ts'
import { type Attempt, type Result, standings } from '../../findings/perform.ts'
import { exitCodes, worst } from '../op/verdict.ts'
import { duration, table, wrap } from './format.ts'

/** What findings are, and what became of them, for people and for machines. */

/** A finding with the command that runs its scenario. */
export function findingData(finding: Finding) {
  const { scenario, ...rest } = finding
  const { target } = scenario
  return { ...rest, target, exitCode: exitCodes[finding.expect.verdict], command: commandOf(finding) }
}

export function findingsText(findings: readonly Finding[]): string {
  const of = (finding: Finding) => {
    const { name, shows, unseen } = finding
    return `${name}: ${expected(finding)}${unseen === undefined ? '' : ` (${unseen})`}\n${wrap(shows, undefined, '  ')}\n`
  }
  return findings.map(of).join('')
}

const expected = ({ expect }: Finding) => `${expect.verdict} by ${expect.by}`

/** The attempt that is told of: the first that came out otherwise, else the last. */
function telling(attempts: readonly Attempt[]): Attempt | undefined {
  const rank = worst(attempts.map(({ standing }) => standings[standing]))
  return rank === 'valid' ? attempts.at(-1) : attempts.find(({ standing }) => standings[standing] === rank)
}

function summary({ attempts, ...rest }: Result) {
  const one = telling(attempts)
  const asExpected = attempts.filter(({ standing }) => standing === 'as expected').length
  return {
    ...rest,
    one,
    standing: one?.standing ?? 'not run',
    seen: one === undefined || one.standing === 'not run' ? 'not run' : seenBy(one),
    /** The longest, for "in under 90 s". */
    longestMs: Math.max(...attempts.map(({ elapsedMs }) => elapsedMs)),
    kOfN: `${asExpected} of ${attempts.length}`,
  }
}

const seenBy = ({ verdict, by }: Attempt) =>
  verdict === 'invalid' && by.length > 0 ? `${verdict} by ${by.join(', ')}` : verdict

/** What is said as soon as one has ended. */
export function line(result: Result, width: number): string {
  const { finding, standing, seen, longestMs, kOfN } = summary(result)
  const facts = [standing === seen ? standing : `${standing}: ${seen}`, duration(longestMs)]
  if (result.attempts.length > 1) facts.push(kOfN)
  return `${finding.name.padEnd(width)}  ${facts.join('  ')}`
}

/** The table, and below it why those came out otherwise that did. */
export function resultsText(results: readonly Result[]): string {
  if (results.length === 0) return ''
  const all = results.map(summary)
  const rows = all.map(({ finding, one, seen, longestMs, kOfN }) => [
    finding.name,
    expected(finding),
    seen,
    duration(longestMs),
    kOfN,
    one === undefined ? '' : near(one.report),
  ])
  const others = all
    .filter(({ standing }) => standing !== 'as expected')
    .map(({ finding, standing, one }) => `\n${finding.name}, ${standing}:\n${wrap(one?.told ?? '', undefined, '  ')}\n`)
  const header = ['finding', 'expected', 'seen', 'time', 'k of n', 'report']
  return `\n${table([header, ...rows], Number.POSITIVE_INFINITY)}\n${others.join('')}`
}

/** A path as short as it can be copied from here. */
function near(path: string): string {
  const from = relative('.', path)
  return from.startsWith('..') ? path : from
}

export function resultData({ finding, attempts }: Result) {
  const { name, scenario, expect } = finding
  const { standing } = summary({ finding, attempts })
  return { name, target: scenario.target, expect, standing, attempts }
}

/** The exit code of them all; findings that nobody got to are not known. */
export function resultsCode(results: readonly Result[], asked: number): number {
  const left = results.length < asked ? (['unknown'] as const) : []
  const each = results.flatMap(({ attempts }) => attempts.map(({ standing }) => standings[standing]))
  return exitCodes[worst([...each, ...left])]
}
