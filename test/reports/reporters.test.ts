import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Embedded } from '../../reports/embedded.ts'
import { html } from '../../reports/html.ts'
import { junit } from '../../reports/junit.ts'
import { markdown } from '../../reports/markdown.ts'
import { render, reporters } from '../../reports/registry.ts'
import { terminal } from '../../reports/terminal.ts'
import { unpack } from '../../reports/viewer/data.ts'
import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Json, Op } from '../../src/op/op.ts'
import type { StoredRun } from '../../src/store/run.ts'
import { buildViewer } from './chromium.ts'
import { syntheticRun } from './synthetic.ts'
import { examples, transactionalRun } from './transactional.ts'

const nasty = `</script><script>alert(1)</script>"'&|\`\n\u001b[31m\u0000`
const run = syntheticRun({ ops: 300 })

/** A run that ended before it began. */
function broken(): StoredRun {
  const { results, ...rest } = run
  const harness = { phase: 'set-up', message: nasty, hint: 'try again' }
  return {
    ...rest,
    history: [],
    samples: [],
    results: { ...results, verdict: 'broken', checkers: {}, broken: harness, history: { ops: 0, complete: false } },
  }
}

function judged(checkers: Record<string, CheckerResult>): StoredRun {
  return { ...run, results: { ...run.results, checkers } }
}

const result = (verdict: CheckerResult['verdict'], summary = 'said'): CheckerResult => ({
  verdict,
  summary,
  checked: { ops: 1 },
  details: null,
})

beforeAll(buildViewer)

test('reporters are found by name, and others refused', async () => {
  expect(reporters.map(({ name }) => name).sort()).toEqual(['html', 'junit', 'markdown', 'terminal'])
  await expect(render('pdf', run)).rejects.toThrow('There is no reporter "pdf"')
})

describe('terminal', () => {
  test('says the verdict first, then each checker, then where the report is', async () => {
    const text = await terminal({ colour: false }).render(run)
    const lines = text.split('\n')
    expect(lines[0]).toMatch(/^✗ invalid {2}PostgreSQL \(async\) lost/)
    expect(text).toMatch(/✓ valid {4}stats/)
    expect(lines.at(-2)).toContain('/store/run/report.html')
    expect(text).not.toContain('\u001b')
  })

  test('colours only where asked, and lets nothing from outside steer the terminal', async () => {
    expect(await terminal({ colour: true }).render(run)).toContain('\u001b[31m✗ invalid')
    const plain = await terminal({ colour: false }).render(broken())
    expect(plain).not.toContain('\u001b')
    expect(plain).toContain('␛[31m')
  })

  test('keeps the lines of a log that a message ends with', async () => {
    const message = 'n2 ended while it started:\nreading the configuration\nno space left'
    const { results } = broken()
    const told = { ...results, sentence: `The set-up failed: ${message}.`, broken: { phase: 'set-up', message } }
    const text = await terminal({ colour: false }).render({ ...broken(), results: told })
    expect(text).toContain('started:\n          reading the configuration\n          no space left.\n')
  })
})

describe('junit', () => {
  test('one case a checker: failure, skipped, error, or nothing', async () => {
    const xml = await junit.render(
      judged({ a: result('valid'), b: result('invalid'), c: result('unknown', 'out of time'), d: result('broken') }),
    )
    expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1"')
    expect(xml).toMatch(/name="b"><failure /)
    expect(xml).toMatch(/name="c"><skipped message="out of time"\/>/)
    expect(xml).toMatch(/name="d"><error /)
  })

  test('a broken harness is an error, never green', async () => {
    expect(await junit.render(broken())).toMatch(/tests="1" failures="0" errors="1"[\s\S]*name="harness"><error /)
    expect(await junit.render(judged({}))).toContain('errors="1"')
  })

  test('counts verdicts, not words', async () => {
    const xml = await junit.render(judged({ a: result('valid', '<failure message="x"/>') }))
    expect(xml).toContain('failures="0"')
  })

  test('holds nothing that XML cannot', async () => {
    const xml = await junit.render(judged({ [nasty]: result('invalid', `${nasty}\ud800`) }))
    for (const bad of ['\u0000', '\u001b', '\ud800', '<script']) expect(xml).not.toContain(bad)
    expect(xml.replace(/&(amp|lt|gt|quot|#10);/g, '')).not.toContain('&')
  })
})

describe('markdown', () => {
  test('has the verdict, the promises, the first lost writes and the command', async () => {
    const text = await markdown.render(run)
    expect(text).toMatch(/^## ❌ INVALID: PostgreSQL \(async\) lost/)
    expect(text).toContain('| **Not promised, not kept** |')
    expect(text.match(/^- lost: /gm)).toHaveLength(10)
    expect(text).toMatch(/… and \d+ more/)
    expect(text).toContain(`\`\`\`sh\n${run.test.command}\n\`\`\``)
  })

  test('lets nothing from outside open markup', async () => {
    const text = await markdown.render(judged({ [nasty]: result('invalid', nasty) }))
    expect(text).not.toContain('<script')
    const row = text.split('\n').find((line) => line.includes('alert'))
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(5)
  })
})

describe('html', () => {
  const scripts = (page: string): string[] =>
    [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? '')

  test('admits its own script and style by hash, and nothing else', async () => {
    const page = await html.render(run)
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? ''
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(scripts(page)).toHaveLength(1)
    expect(policy).toContain(`script-src ${hash(scripts(page)[0] ?? '')};`)
    expect(policy).toContain(`style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '')};`)
    expect(policy).toMatch(/^default-src 'none';/)
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/)
    expect(page).not.toMatch(/\sstyle=|\son[a-z]+=/)
  })

  test('escapes whatever comes from outside', async () => {
    const base = syntheticRun({ ops: 50, nasty })
    const page = await html.render({
      ...base,
      folder: nasty,
      test: {
        ...base.test,
        name: nasty,
        command: nasty,
        target: nasty,
        setting: nasty,
        workload: nasty,
        schedule: nasty,
        backend: nasty,
        versions: { [nasty]: nasty },
        startedAt: nasty,
        claims: [{ kind: 'durability', promise: nasty, text: nasty, source: nasty }],
      },
      results: {
        ...base.results,
        sentence: nasty,
        checkers: { ...base.results.checkers, [nasty]: { ...result('invalid', nasty), checked: { [nasty]: 2 } } },
        history: { ops: 1, complete: false, note: nasty },
        broken: { phase: nasty, message: nasty, hint: nasty },
      },
    })
    expect(page).not.toContain('<script>alert')
    expect(scripts(page)).toHaveLength(1)
  })

  test('tells a broken run, an empty one and an imported one', async () => {
    expect(await html.render(broken())).toContain('No fault was applied in this run.')
    const said = broken()
    const results = { ...said.results, sentence: 'It failed: The disk was full.' }
    const told = { phase: 'set-up', message: 'The disk was full.', hint: 'Free some space.' }
    const once = await html.render({ ...said, results: { ...results, broken: told } })
    expect(once.match(/The disk was full/g)).toHaveLength(1)
    expect(once).toContain('Free some space.')
    expect(once).not.toContain('The history is incomplete')
    const imported = judged({ linearizable: result('valid') })
    const page = await html.render({ ...imported, test: { ...imported.test, claims: [], nodes: [], concurrency: 0 } })
    expect(page).toContain('Nothing found')
  })

  test('stays within its budget, and keeps what was found', async () => {
    const huge = Array.from({ length: 60_000 }, (_, i) => i).map((i) =>
      createHash('sha512').update(`${i}`).digest('base64'),
    )
    const history = huge.flatMap((value, i) => {
      const invoke = { index: 2 * i, time: i * 1e6, process: i % 10, type: 'invoke', f: 'write', value } as const
      return [invoke, { ...invoke, index: 2 * i + 1, time: i * 1e6 + 5e5, type: 'ok' } as const]
    })
    const details = {
      counts: { lost: 1 },
      lost: [{ element: huge[77] ?? '', op: 154, node: null, acknowledgedAt: 77.5e6 }],
    }
    const page = await html.render({
      ...judged({ 'lost-writes': { ...result('invalid'), details } }),
      history: [...history],
    })
    expect(page.length).toBeLessThan(5e6)
    const base64 = /id="murphy-data">([^<]*)</.exec(page)?.[1] ?? ''
    const data = JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString()) as Embedded
    expect(data.found).toEqual([154])
    expect(data.ops.count).toBe(data.ops.value.length)
    expect(Math.max(...data.ops.value.map((value) => value.length))).toBeLessThanOrEqual(200)
  })
})

describe('any history', () => {
  const json = fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json)
  const report = fc.record({
    fault: fc.oneof(fc.constant('kill'), json),
    phase: fc.constantFrom('start', 'stop', 'once', 'odd'),
    observed: fc.oneof(json, fc.record({ seen: fc.boolean(), how: json })),
    applied: fc.oneof(json, fc.record({ mechanism: json, nodes: json })),
  })
  const line = fc.record(
    {
      time: fc.integer({ min: -5, max: 1e10 }),
      process: fc.constantFrom<Op['process']>(0, 1, 12, 'nemesis'),
      type: fc.constantFrom<Op['type']>('invoke', 'ok', 'fail', 'info'),
      f: fc.constantFrom('read', 'kill', 'promote', '__proto__', ''),
      value: fc.oneof(json, report as unknown as fc.Arbitrary<Json>),
      key: json,
      error: fc.record({ kind: fc.string(), message: fc.string() }),
      node: fc.constantFrom('n1', 'elsewhere'),
    },
    { requiredKeys: ['time', 'process', 'type', 'f', 'value'] },
  )

  test('is rendered by every reporter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), json, async (lines, details) => {
        const history = lines.map((op, index) => ({ ...op, index }) as Op)
        const odd = { ...result('invalid'), details }
        const any = { ...judged({ 'lost-writes': odd, linearizable: odd }), history }
        for (const { render } of reporters) expect((await render(any)).length).toBeGreaterThan(100)
        const base64 = /id="murphy-data">([^<]*)</.exec(await html.render(any))?.[1] ?? ''
        const data = JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString()) as Embedded
        expect(unpack(data).ops.count).toBe(data.ops.count)
      }),
      { numRuns: 60 },
    )
  })
})

describe('an anomaly of transactions', async () => {
  const skewed = await transactionalRun(examples['G2-item'] ?? [])

  test('is told on the terminal, smallest case first', async () => {
    const text = await terminal({ colour: false, width: 100 }).render(skewed)
    expect(text).toContain('showed write skew (G2-item) in 3 transactions')
    expect(text).toContain('T1 = op 3 (process 0 on n1): read x [], append y 1')
    expect(text).toContain('a contradiction!')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  test('is in the failure of its JUnit case', async () => {
    const xml = await junit.render(skewed)
    expect(xml).toMatch(/name="isolation"><failure [^>]*>[^<]*G2-item: Transactions each missed the other’s write/)
    expect(xml).toContain('T2 &lt; T1')
  })

  test('is in the summary for CI with statements to paste', async () => {
    const text = await markdown.render(skewed)
    expect(text).toContain('### Transactions each missed the other’s write: write skew (G2-item), 1 found')
    expect(text).toContain('-- shell B\nBEGIN ISOLATION LEVEL REPEATABLE READ;')
  })

  test('is on the page whatever the details hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), async (diagram, shrunk, named) => {
        const odd = { type: 'G2-item', ops: named, sql: shrunk, diagram, shrunk, named, steps: named } as Json
        const details = { expected: ['serializable'], anomalies: [odd, diagram] } as Json
        const checkers = { isolation: { ...result('invalid'), details } }
        const odder = { ...skewed, results: { ...skewed.results, checkers } }
        for (const { render } of reporters) expect(typeof (await render(odder))).toBe('string')
      }),
      { numRuns: 30 },
    )
  })

  test('looks the same each time', async () => {
    expect(await html.render(skewed)).toBe(await html.render(structuredClone(skewed)))
  })
})
