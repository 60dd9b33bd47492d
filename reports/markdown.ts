import type { Verdict } from '../src/op/verdict.ts'
import { type Anomaly, proofLines } from './model/anomalies.ts'
import { page } from './model/page.ts'
import { pasteText } from './model/pastes.ts'
import { checkedText, promiseText } from './model/promises.ts'
import type { Reporter } from './reporter.ts'
import { count, duration, headline, moment, plural } from './text.ts'

const signs: Readonly<Record<Verdict, string>> = { valid: '✅', invalid: '❌', unknown: '❔', broken: '⚠️' }

/** As many findings of a kind as a summary can bear. */
const FEW = 10

/** For `$GITHUB_STEP_SUMMARY` and chat: the verdict, promises, the first findings, evidence, how to run it again. */
export const markdown: Reporter = {
  name: 'markdown',
  file: 'report.md',
  render(run) {
    const { test, results } = run
    const { promised, checkers, lost, elements, illegal, anomalies, faults, totals } = page(run)
    const [first, rest] = headline(results.sentence)
    const out = [
      `## ${signs[results.verdict]} ${results.verdict.toUpperCase()}: ${md(first)}`,
      '',
      ...(rest === '' ? [] : [md(rest), '']),
      `${md(test.target)} (${md(test.setting)}), workload ${md(test.workload)}, ${plural(test.nodes.length, 'node')} on ${md(test.backend)}, seed ${test.seed}.`,
      '',
    ]
    if (results.broken !== undefined) {
      const { phase, message, hint } = results.broken
      out.push(`**${md(phase)}**: ${md(message)}${hint === undefined ? '' : ` ${md(hint)}`}`, '')
    }
    const rows = promised.filter((row) => row.claim !== undefined)
    if (rows.length > 0) {
      out.push('| Promised | Seen | |', '|---|---|---|')
      for (const { claim, seen, word } of rows) {
        out.push(
          `| ${md(claim === undefined ? '' : promiseText(claim))} <br> ${md(claim?.source ?? '')} | ${md(seen)} | **${word}** |`,
        )
      }
      out.push('')
    }
    if (checkers.length > 0) {
      out.push('| Checker | Verdict | Finding | Checked |', '|---|---|---|---|')
      for (const { name, verdict, summary, checked } of checkers) {
        out.push(`| ${md(name)} | ${signs[verdict]} ${verdict} | ${md(summary)} | ${md(checkedText(checked))} |`)
      }
      out.push('')
    }
    for (const { element, op, node, acknowledged, fate } of lost.listed.slice(0, FEW)) {
      const when = acknowledged === undefined ? '' : ` at ${moment(acknowledged)}`
      const who = node === undefined ? '' : ` by ${md(node)}`
      const then = fate.length > 0 ? `; ${fate.map(md).join(', ')}` : ''
      out.push(`- lost: ${md(element)}${op === undefined ? '' : ` (op ${op})`}, acknowledged${who}${when}${then}`)
    }
    if (lost.total > FEW) out.push(`- … and ${count(lost.total - FEW)} more`)
    for (const { title, total, about } of elements) out.push(`- ${title}: ${count(total)}. ${about}`)
    for (const { key, why } of illegal.slice(0, FEW)) out.push(`- key ${md(key)}: ${md(why)}`)
    if (lost.total + illegal.length > 0) out.push('')
    const forbidden = anomalies.filter(({ allowed }) => !allowed)
    for (const anomaly of forbidden.slice(0, FEW)) out.push(...told(anomaly))
    if (forbidden.length > FEW) out.push(`… and ${forbidden.length - FEW} more kinds of anomaly`, '')
    out.push(`Ops: ${count(totals.ok)} ok, ${count(totals.fail)} fail, ${count(totals.info)} info.`)
    for (const { fault, planned, applied, observed, under } of faults) {
      out.push(`Fault ${md(fault)}: ${planned} planned, ${applied} applied, ${observed} observed, ${duration(under)}.`)
    }
    return [...out, '', fence('sh', test.command.replace(/\n/g, ' ')), ''].join('\n')
  },
}

/** Text from outside as one line of plain Markdown: nothing in it can open markup, HTML or a table cell. */
function md(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'))
    .replace(/[\\`*_{}[\]#|~@!]/g, '\\$&')
}

/** An anomaly with its smallest case in words, and as statements for shells of the database. */
function told(anomaly: Anomaly): string[] {
  const { title, name, count: n, means, small } = anomaly
  const pastes = (small?.pastes ?? []).map((paste) => `-- shell ${paste.session}\n${pasteText(paste)}`)
  return [
    `### ${md(title)}: ${md(name)}, ${count(n)} found`,
    '',
    md(means),
    '',
    fence('text', proofLines(anomaly).join('\n')),
    '',
    ...(pastes.length === 0
      ? []
      : ['See it yourself, in shells of the database:', '', fence('sql', pastes.join('\n')), '']),
  ]
}

/** A code block whose fence is longer than any run of back-ticks inside. */
function fence(language: string, code: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length))
  const ticks = '`'.repeat(Math.max(3, longest + 1))
  return `${ticks}${language}\n${code}\n${ticks}`
}
