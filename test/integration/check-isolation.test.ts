import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { tangledCycle, tangledHistory } from '../../bench/isolation-histories.ts'
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

describe('murphy check --workload on one huge strongly connected component', () => {
  const folder = mkdtempSync(join(tmpdir(), 'check-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('gives a verdict and a shortest cycle, and a text that can be read', async () => {
    const file = join(folder, 'tangled.jsonl')
    const history = tangledHistory()
    writeFileSync(file, history.map((op) => `${JSON.stringify(op)}\n`).join(''))
    const args = ['check', file, '--workload', 'list-append', '--expect', 'serializable']
    const { code, stdout } = await murphy([...args, '--json'])
    expect(code).toBe(1)
    const { verdict, anomalyTypes, details } = JSON.parse(stdout) as {
      verdict: string
      anomalyTypes: string[]
      details: { anomalies: { type: string; ops: number[] }[] }
    }
    expect({ verdict, anomalyTypes }).toEqual({ verdict: 'invalid', anomalyTypes: ['G1c'] })
    const transactions = new Set(details.anomalies[0]?.ops.map((index) => Math.floor(index / 2)))
    expect(transactions.size).toBe(tangledCycle)
    const { stdout: told } = await murphy(args)
    expect(told).toContain('INVALID')
    expect(told).toMatch(/… and [\d,]+ more lines, which --json has\./)
    expect(told.split('\n').length).toBeLessThan(100)
  })
})
