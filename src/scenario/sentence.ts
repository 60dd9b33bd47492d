import { clip, list } from '../../reports/text.ts'
import type { CheckerResult } from '../checkers/checker.ts'
import type { Verdict } from '../op/verdict.ts'
import type { ResultsFile, TestFile } from '../store/run.ts'
import { targets } from '../targets/registry.ts'
import { broke, held } from './findings.ts'
import { promised } from './promised.ts'
import { trouble } from './trouble.ts'

type Results = { readonly [name: string]: CheckerResult }

/**
 * The verdict in one sentence that a manager understands: who, what was seen, under which trouble. A broken rule is
 * followed by one example and by what the documentation promises.
 */
export function sentence(test: TestFile, verdict: Verdict, checkers: Results, broken?: ResultsFile['broken']): string {
  const who = subject(test)
  if (broken !== undefined)
    return `The test of ${who} failed in its ${broken.phase} and says nothing about the database: ${ended(broken.message)}`
  const named = Object.entries(checkers).filter(([, result]) => result.verdict === verdict)
  switch (verdict) {
    case 'invalid': {
      const { rules, example } = broke(named)
      return `${who} ${list(rules)}${trouble(checkers, 'invalid')}.${example}${promised(test.claims, named)}`
    }
    case 'broken':
      return `A check of ${who} could not be made: ${named.map(([, { summary }]) => ended(summary)).join(' ')}`
    case 'unknown':
      return `Nothing is proven about ${who}: ${reason(named)}`
    case 'valid':
      return `${who} ${list(held(named))}${trouble(checkers, 'valid')}.`
  }
}

/** `PostgreSQL (asynchronous, reads from any node)`; names stand in for what this Murphy does not know. */
function subject(test: TestFile): string {
  const target = targets.find(({ name }) => name === test.target)
  const setting = target?.settings.find(({ name }) => name === test.setting)
  const facts = [...(target?.settings.length === 1 ? [] : [setting?.title ?? test.setting]), ...places(test.options)]
  return `${target?.title ?? test.target}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`
}

function places({ reads, writes }: TestFile['options']): string[] {
  if (writes === 'any-node') return ['clients on every node']
  return reads === 'any-node' ? ['reads from any node'] : []
}

/** An early end explains everything else that is missing. */
function reason(named: readonly (readonly [string, CheckerResult])[]): string {
  const run = named.find(([name]) => name === 'run')
  const told = (run === undefined ? named : [run]).map(([name, { summary }]) =>
    name === 'faults' ? summary.slice(summary.indexOf(': ') + 1).trim() : summary.trim(),
  )
  const text = told.map(ended).join(' ')
  // An ordinary word goes on in the middle of the sentence; a name keeps its capital.
  return clip(/^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text, 400)
}

/** With one full stop. */
function ended(text: string): string {
  return `${text.trim().replace(/\.+$/, '')}.`
}
