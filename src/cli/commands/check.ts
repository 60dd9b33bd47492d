import { Command } from 'commander'
import { models } from '../../checkers/linearizable.ts'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import type { Json } from '../../op/op.ts'
import { exitCodes, type Verdict, worst } from '../../op/verdict.ts'
import { type CheckedFile, type CheckFileOptions, checkFiles } from '../../scenario/check-file.ts'
import { count, duration } from '../format.ts'
import { json as jsonValue, numeric, seconds } from '../values.ts'

/** `murphy check FILE…`: judges anybody's recorded history; the exit code is that of the worst file. */
export function checkCommand(): Command {
  return new Command('check')
    .description('judge recorded histories: JSONL, Jepsen EDN, Porcupine logs (the format is found by itself)')
    .argument('<file...>', 'history files')
    .requiredOption('--model <name>', `what the object is: ${models.join(', ')}`)
    .option('--initial <value>', 'its state before the first op, as JSON (default: nil)', jsonValue)
    .option('--check-time <time>', 'most that one file may take', seconds)
    .option('--check-memory <mb>', 'most memory that the check may use, in MB', numeric)
    .option('--json', 'one JSON object a line and file')
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
  const facts = error === undefined ? ` (${count(ops)} ops, ${duration(elapsedMs)})` : ''
  const extra = [note === undefined ? undefined : `note: ${note}`, hint].filter((text) => text !== undefined)
  return `${verdict.toUpperCase().padEnd(8)} ${file}${facts}\n         ${summary}\n${extra.map((text) => `         ${text}\n`).join('')}`
}
