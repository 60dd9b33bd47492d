import type { Verdict } from '../src/op/verdict.ts'
import type { StoredRun } from '../src/store/run.ts'
import { anomalies, proofLines } from './model/anomalies.ts'
import type { Reporter } from './reporter.ts'
import { plural, wrap } from './text.ts'

const signs: Readonly<Record<Verdict, string>> = { valid: '✓', invalid: '✗', unknown: '?', broken: '!' }
const colours: Readonly<Record<Verdict, number>> = { valid: 32, invalid: 31, unknown: 33, broken: 35 }

/** Colour where the output is a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR says otherwise. */
function wanted(): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '') return false
  if (process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0') return true
  return process.stdout.isTTY === true
}

/** Lines are wrapped to a terminal; what goes to a file or a pipe keeps its lines whole. */
function room(): number {
  return process.stdout.isTTY === true ? Math.max(40, process.stdout.columns ?? 100) : Number.POSITIVE_INFINITY
}

interface TerminalOptions {
  readonly colour?: boolean
  readonly width?: number
}

/** A few lines for people at a prompt: the verdict, each checker with its finding, how to run it again, where to read more. */
export function terminal({ colour, width }: TerminalOptions = {}): Reporter {
  return { name: 'terminal', render: (run) => `${lines(run, colour ?? wanted(), width ?? room()).join('\n')}\n` }
}

function lines({ folder, test, results }: StoredRun, colour: boolean, width: number): string[] {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const mark = (verdict: Verdict): string => paint(colours[verdict], `${signs[verdict]} ${verdict}`)
  /** Text beside what stands in the first columns, its further lines below itself. */
  const beside = (head: string, columns: number, text: string): string =>
    head + block(text, width, ' '.repeat(columns)).slice(columns)

  const head = results.verdict.length + 4
  const out = [beside(`${paint(1, mark(results.verdict))}  `, head, results.sentence), '']
  if (results.broken !== undefined) {
    const { phase, message, hint } = results.broken
    const told = results.sentence.includes(message.trim().replace(/\.$/, ''))
    const more = [...(told ? [] : [`${phase}: ${message}`]), ...(hint === undefined ? [] : [hint])]
    if (more.length > 0) out.push(...more.map((text) => block(text, width, '  ')), '')
  }
  const entries = Object.entries(results.checkers)
  const longest = Math.max(0, ...entries.map(([name]) => plain(name).length))
  for (const [name, { verdict, summary }] of entries) {
    const columns = `  ${mark(verdict)}${' '.repeat(9 - verdict.length)}${plain(name).padEnd(longest)}  `
    out.push(beside(columns, 15 + longest, summary))
  }
  if (entries.length > 0) out.push('')
  const found = Object.values(results.checkers).flatMap((result) => anomalies(result, null))
  const anomaly = found.find(({ allowed }) => !allowed)
  if (anomaly !== undefined) {
    out.push(`  ${paint(1, plain(anomaly.title))}: ${plain(anomaly.name)}`)
    for (const line of proofLines(anomaly)) {
      const indent = ' '.repeat(2 + line.search(/\S/))
      out.push(indent + wrap(plain(line), width, `${indent}    `).trimStart())
    }
    out.push('')
  }
  const cut = results.history.complete ? '' : ` (${plain(results.history.note ?? 'incomplete')})`
  out.push(
    `  ${paint(2, 'history')}  ${plural(results.history.ops, 'line')}${cut}, seed ${test.seed}`,
    `  ${paint(2, 'again  ')}  ${command(plain(test.command), width)}`,
    `  ${paint(2, 'report ')}  ${plain(folder)}/report.html`,
  )
  return out
}

/** A command over several lines that can be pasted whole. */
function command(text: string, width: number): string {
  const [first = '', ...flags] = text.split(/ (?=--)/)
  const rows = [first]
  for (const flag of flags) {
    const row = `${rows.at(-1) ?? ''} ${flag}`
    if (row.length + 13 > width) rows.push(`  ${flag}`)
    else rows[rows.length - 1] = row
  }
  return rows.join(' \\\n           ')
}

/** Text of several lines, such as the end of a log: each stays a line of its own. */
function block(text: string, width: number, indent: string): string {
  const rows = text.split('\n').filter((row) => row.trim() !== '')
  return (rows.length === 0 ? [''] : rows).map((row) => wrap(plain(row), width, indent)).join('\n')
}

/** Text from outside must not steer the terminal: control characters are shown as their pictures. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => String.fromCodePoint(0x2400 + (c.charCodeAt(0) % 0x80)))
}
