import type { Verdict } from '../src/op/verdict.ts'
import type { StoredRun } from '../src/store/run.ts'
import { checkedText } from './model/promises.ts'
import type { Reporter } from './reporter.ts'
import { count } from './text.ts'

const signs: Readonly<Record<Verdict, string>> = { valid: '✓', invalid: '✗', unknown: '?', broken: '!' }
const colours: Readonly<Record<Verdict, number>> = { valid: 32, invalid: 31, unknown: 33, broken: 35 }

/** Colour where the output is a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR says otherwise. */
function wanted(): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '') return false
  if (process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0') return true
  return process.stdout.isTTY === true
}

/** A few lines for people at a prompt: the verdict, each checker with what it rests on, where to read more. */
export function terminal(options: { colour?: boolean } = {}): Reporter {
  return { name: 'terminal', render: (run) => `${lines(run, options.colour ?? wanted()).join('\n')}\n` }
}

function lines({ folder, test, results }: StoredRun, colour: boolean): string[] {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const bold = (text: string): string => paint(1, text)
  const dim = (text: string): string => paint(2, text)
  const mark = (verdict: Verdict): string => paint(colours[verdict], `${signs[verdict]} ${verdict}`)
  const names = Object.keys(results.checkers)
  const width = Math.max(0, ...names.map((name) => name.length))
  const out = [`${bold(mark(results.verdict))}  ${plain(results.sentence)}`, '']
  if (results.broken !== undefined) {
    out.push(`  ${plain(results.broken.phase)}: ${plain(results.broken.message)}`)
    if (results.broken.hint !== undefined) out.push(`  ${plain(results.broken.hint)}`)
    out.push('')
  }
  for (const [name, result] of Object.entries(results.checkers)) {
    const pad = ' '.repeat(7 - result.verdict.length)
    out.push(`  ${mark(result.verdict)}${pad}  ${plain(name).padEnd(width)}  ${plain(result.summary)}`)
    out.push(dim(`  ${' '.repeat(11 + width)}  checked ${plain(checkedText(result.checked))}`))
  }
  const cut = results.history.complete ? '' : ` (${plain(results.history.note ?? 'incomplete')})`
  out.push('', `  ${dim('history')}  ${count(results.history.ops)} lines${cut}, seed ${test.seed}`)
  out.push(`  ${dim('again  ')}  ${plain(test.command)}`, `  ${dim('report ')}  ${plain(folder)}/report.html`)
  return out
}

/** Text from outside must not steer the terminal: control characters are shown as their pictures. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => String.fromCodePoint(0x2400 + (c.charCodeAt(0) % 0x80)))
}
