import { Command } from 'commander'
import { plural } from '../../../reports/text.ts'
import { models } from '../../checkers/linearizable.ts'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import type { Json } from '../../op/op.ts'
import { exitCodes, type Verdict, worst } from '../../op/verdict.ts'
import { type CheckedFile, type CheckFileOptions, checkFiles } from '../../scenario/check-file.ts'
import { duration, wrap } from '../format.ts'
import { json as jsonValue, numeric, seconds } from '../values.ts'

const examples = `
Examples:
  murphy check history.edn --model cas-register
  murphy check knossos.edn --model cas-register --initial 0
  murphy check runs/*.jsonl --model register --json

The exit code is that of the worst file; a file that is no history counts as bad arguments (254).`

/** `murphy check FILE…`: judges anybody's recorded history; the exit code is that of the worst file. */
export function checkCommand(): Command {
  return new Command('check')
    .description('judge recorded histories: JSONL, Jepsen EDN, Porcupine logs (the format is found by itself)')
    .argument('<file...>', 'history files')
    .requiredOption('--model <name>', `what the object is: ${models.join(', ')}`)
    .option('--initial <value>', 'its state before the first op, as JSON (default: nil)', jsonValue)
    .option('--check-time <time>', 'most that one file may take (default: 300 s)', seconds)
    .option('--check-memory <mb>', 'most memory that the check may use, in MB (default: 4096)', numeric)
    .option('--json', 'one JSON object a line and file: file, verdict, model, ops, elapsedMs, summary …')
    .addHelpText('after', examples)
    .action(
      async (
        files: string[],
        flags: { model: string; initial?: Json; checkTime?: number; checkMemory?: number; json?: boolean },
      ) => {
        const { json, ...options } = flags
        byName(
          'model',
          models.map((name) => ({ name })),
          flags.model,
        )
        process.exitCode = await tell(files, options, json === true)
      },
    )
}

async function tell(files: readonly string[], options: CheckFileOptions, json: boolean): Promise<number> {
  const verdicts: Verdict[] = []
  let refused = 0
  for await (const checked of checkFiles(files, options)) {
    verdicts.push(checked.verdict)
    if (checked.error === 'usage') refused++
    if (checked.error !== undefined && files.length === 1 && !json)
      throw new MurphyError(checked.error, checked.summary, checked.hint === undefined ? {} : { hint: checked.hint })
    process.stdout.write(json ? `${JSON.stringify(jsonLine(checked))}\n` : line(checked))
  }
  const verdict = worst(verdicts)
  // Files that are no histories are the caller's mistake, unless something of ours broke as well.
  return verdict === 'broken' && refused === verdicts.filter((one) => one === 'broken').length
    ? 254
    : exitCodes[verdict]
}

function jsonLine({ result, ...rest }: CheckedFile) {
  return { ...rest, ...(result === undefined ? {} : { checked: result.checked, details: result.details }) }
}

function line({ file, verdict, ops, elapsedMs, summary, note, hint, error }: CheckedFile): string {
  const word = error === 'usage' ? 'refused' : verdict
  const facts = error === undefined ? ` (${plural(ops, 'invocation')}, ${duration(elapsedMs)})` : ''
  const texts = [summary, note === undefined ? undefined : `note: ${note}`, hint].filter((text) => text !== undefined)
  const body = texts.map((text) => `${wrap(text, undefined, ' '.repeat(9))}\n`).join('')
  return `${word.toUpperCase().padEnd(8)} ${file}${facts}\n${body}`
}
