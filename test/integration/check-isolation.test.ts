import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { murphy } from './murphy.ts'

const histories = resolve(import.meta.dirname, '../../../shared/histories/isolation')

interface Recorded {
  readonly file: string
  readonly workload: string
  readonly options: Readonly<Record<string, boolean | readonly string[]>>
  readonly valid: boolean | string
  readonly not: readonly string[]
}

/** Elle's verdicts, in groups of the same workload and options. */
function groups(): Map<string, Recorded[]> {
  const all = new Map<string, Recorded[]>()
  for (const line of readFileSync(join(histories, 'elle-verdicts.jsonl'), 'utf8').trim().split('\n')) {
    const recorded = JSON.parse(line) as Recorded
    const name = `${recorded.workload} ${JSON.stringify(recorded.options)}`
    all.set(name, [...(all.get(name) ?? []), recorded])
  }
  return all
}

const flags: Readonly<Record<string, string>> = {
  'sequential-keys?': '--sequential-keys',
  'linearizable-keys?': '--linearizable-keys',
  'wfr-keys?': '--wfr-keys',
}

function argumentsOf({ workload, options }: Recorded): string[] {
  const models = (options['consistency-models'] ?? []) as readonly string[]
  const expected = models.flatMap((model) => ['--expect', model])
  const keys = Object.keys(options).flatMap((option) => flags[option] ?? [])
  return ['--workload', workload, ...expected, '--info-writes', 'ignored', ...keys]
}

const verdicts = { true: 'valid', false: 'invalid', unknown: 'unknown' } as const

describe.runIf(existsSync(histories))('murphy check --workload agrees with Elle', () => {
  for (const [name, group] of groups())
    it(`on ${group.length} files of ${name}`, async () => {
      const [first] = group
      if (first === undefined) return
      const files = group.map(({ file }) => join(histories, file))
      const { stdout, stderr } = await murphy(['check', ...files, ...argumentsOf(first), '--json'])
      const got = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { verdict: string; not: string[] })
      expect(
        got.map(({ verdict, not }) => ({ verdict, not })),
        stderr,
      ).toEqual(group.map(({ valid, not }) => ({ verdict: verdicts[String(valid) as keyof typeof verdicts], not })))
    })
})
