import { Command, Option } from 'commander'
import { count, plural } from '../../../reports/text.ts'
import { modelId } from '../../checkers/isolation/index.ts'
import { models } from '../../checkers/linearizable/index.ts'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import type { Json } from '../../op/op.ts'
import { exitCodes, type Verdict, worst } from '../../op/verdict.ts'
import { type CheckedFile, type CheckFileOptions, checkFiles } from '../../scenario/check-file.ts'
import { type ByModel, type ByWorkload, defaultExpectation, type Judge } from '../../scenario/judge.ts'
import { checkProgress } from '../check-progress.ts'
import { duration, wrap } from '../format.ts'
import { json as jsonValue, numeric, seconds } from '../values.ts'

const examples = `
Examples:
  murphy check history.edn --model cas-register
  murphy check knossos.edn --model cas-register --initial 0
  murphy check runs/*.jsonl --model register --json
  murphy check txns.edn --workload list-append --expect snapshot-isolation

The exit code is that of the worst file; a file that is no history counts as bad arguments (254).`

/** `murphy check FILE…`: judges anybody's recorded history; the exit code is that of the worst file. */
export function checkCommand(): Command {
  return new Command('check')
    .description('judge recorded histories: JSONL, Jepsen EDN, Porcupine logs (the format is found by itself)')
    .argument('<file...>', 'history files, or folders of them')
    .option('--model <name>', `ops on single objects, and what these are: ${models.join(', ')}`)
    .option('--initial <value>', 'its state before the first op, as JSON (default: nil)', jsonValue)
    .addOption(
      new Option('--workload <name>', 'transactions, and what these do').choices(['list-append', 'rw-register']),
    )
    .option('--expect <model>', `the consistency model that was promised (default: ${defaultExpectation})`)
    .option('--sequential-keys', 'rw-register: each key by itself is sequentially consistent')
    .option('--linearizable-keys', 'rw-register: each key by itself is linearizable')
    .option('--wfr-keys', 'rw-register: in a transaction, what is written follows what was read')
    .addOption(
      new Option('--info-writes <how>', 'rw-register: a read of a write without answer proves it, or says nothing')
        .choices(['evidence', 'ignored'])
        .default('evidence'),
    )
    .addOption(
      new Option('--appends <how>', 'list-append: the database appends, or clients read a list and write it whole')
        .choices(['atomic', 'read-then-write'])
        .default('atomic'),
    )
    .option('--check-time <time>', 'most that one file may take (default: 300 s)', seconds)
    .option('--check-memory <mb>', 'most memory that the check may use, in MB (default: 4096)', numeric)
    .option('--progress', 'show how far it has come even where stderr is no terminal')
    .option('--json', 'one JSON object a line and file: file, verdict, model, ops, elapsedMs, summary …')
    .addHelpText('after', examples)
    .action(async (files: string[], flags: Flags) => {
      const { checkTime, checkMemory } = flags
      const budget = { ...(checkTime && { checkTime }), ...(checkMemory && { checkMemory }) }
      process.exitCode = await tell(files, { ...judgeOf(flags), ...budget }, flags)
    })
}

interface Flags extends Partial<ByModel & ByWorkload> {
  readonly checkTime?: number
  readonly checkMemory?: number
  readonly json?: boolean
  readonly progress?: boolean
}

/** Which checker is asked for, by --model or --workload; one of them, and only with its own options. */
function judgeOf(flags: Flags): Judge {
  const { model, initial, workload, expect, sequentialKeys, linearizableKeys, wfrKeys, infoWrites, appends } = flags
  if ((model === undefined) === (workload === undefined))
    throw new MurphyError('usage', 'Give either --model or --workload.', {
      hint: '--model judges ops on single objects for linearizability, --workload judges transactions for isolation.',
    })
  if (model !== undefined) {
    byName(
      'model',
      models.map((name) => ({ name })),
      model,
    )
    if (expect !== undefined) throw new MurphyError('usage', '--expect goes with --workload, not with --model.')
    return { model, ...(initial !== undefined && { initial }) }
  }
  if (initial !== undefined) throw new MurphyError('usage', '--initial goes with --model, not with --workload.')
  if (expect !== undefined) modelId(expect)
  return {
    workload: workload as ByWorkload['workload'],
    ...(expect !== undefined && { expect }),
    ...(sequentialKeys && { sequentialKeys }),
    ...(linearizableKeys && { linearizableKeys }),
    ...(wfrKeys && { wfrKeys }),
    ...(infoWrites !== undefined && { infoWrites }),
    ...(appends !== undefined && { appends }),
  }
}

async function tell(files: readonly string[], options: CheckFileOptions, flags: Flags): Promise<number> {
  const json = flags.json === true
  const { show, clear } = checkProgress(process.stderr, { asked: flags.progress === true })
  const verdicts: Verdict[] = []
  let refused = 0
  try {
    for await (const checked of checkFiles(files, { ...options, ...(show && { onProgress: show }) })) {
      clear()
      verdicts.push(checked.verdict)
      if (checked.error === 'usage') refused++
      // A folder goes on to its next file.
      if (checked.error !== undefined && files.length === 1 && checked.file === files[0] && !json)
        throw new MurphyError(checked.error, checked.summary, checked.hint === undefined ? {} : { hint: checked.hint })
      process.stdout.write(json ? `${JSON.stringify(jsonLine(checked))}\n` : line(checked))
    }
  } finally {
    clear()
  }
  const verdict = worst(verdicts)
  // Files that are no histories are the caller's mistake, unless something of ours broke as well.
  return verdict === 'broken' && refused === verdicts.filter((one) => one === 'broken').length
    ? 254
    : exitCodes[verdict]
}

/** Elle's names for what was found stand on the line itself, where there are any. */
function jsonLine({ result, ...rest }: CheckedFile) {
  if (result === undefined) return rest
  const { anomalyTypes, not, alsoNot } = (result.details ?? {}) as Record<string, Json>
  const found = { ...(anomalyTypes !== undefined && { anomalyTypes, not, alsoNot }) }
  return { ...rest, ...found, checked: result.checked, details: result.details }
}

function line({ file, verdict, ops, elapsedMs, summary, note, hint, error, result }: CheckedFile): string {
  const word = error === 'usage' ? 'refused' : verdict
  const facts = error === undefined ? ` (${plural(ops, 'invocation')}, ${duration(elapsedMs)})` : ''
  const texts = [summary, note === undefined ? undefined : `note: ${note}`, hint].filter((text) => text !== undefined)
  const body = texts.map((text) => `${wrap(text, undefined, ' '.repeat(9))}\n`).join('')
  return `${word.toUpperCase().padEnd(8)} ${file}${facts}\n${body}${proof(result)}`
}

/** Why transactions are anomalous, for the worst anomaly: in words, of the smallest case that still shows it. */
function proof(result: CheckedFile['result']): string {
  const { anomalies } = (result?.details ?? {}) as { anomalies?: readonly Anomaly[] }
  const worst = anomalies?.find(({ allowed }) => !allowed)
  if (worst === undefined) return ''
  const text = readable(worst.shrunk?.text ?? worst.text)
  return `\n${text.replace(/^(?=.)/gm, ' '.repeat(9))}\n\n`
}

/** The most lines of a proof that somebody reads: a cycle may have thousands of transactions. */
const mostLines = 60

function readable(text: string): string {
  const lines = text.trimEnd().split('\n')
  if (lines.length <= mostLines) return text
  return `${lines.slice(0, mostLines).join('\n')}\n… and ${count(lines.length - mostLines)} more lines, which --json has.`
}

interface Anomaly {
  readonly type: string
  readonly allowed: boolean
  readonly text: string
  readonly shrunk: { readonly text: string } | null
}
