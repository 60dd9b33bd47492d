import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkers } from '../../../src/checkers/registry.ts'
import { runCheckers } from '../../../src/checkers/run/run.ts'
import { toJsonl } from '../../../src/history/encode.ts'
import { scratch } from '../../history/files.ts'
import { call, history } from '../histories.ts'

const file = scratch()
const ops = history(...call(0, 'add', 1), ...call(1, 'read', null, 'ok', [1]))
const historyPath = file('history.jsonl', toJsonl(ops))

/** A checker that is only a body, as a module for the worker. */
function checker(name: string, body: string): { name: string; module: string } {
  const source = `export default { name: '${name}', about: '', check: (input) => { ${body} } }`
  return { name, module: new URL(file(`${name}.mjs`, source), 'file:').href }
}

const fine = `return { verdict: 'valid', summary: 'fine', checked: { ops: input.history.length }, details: input.samples }`

beforeAll(() => {
  const worker = fileURLToPath(new URL('../../../dist/src/checkers/run/worker.js', import.meta.url))
  if (!existsSync(worker)) throw new Error('worker threads run the compiled sources: npm run build first')
})

test('runs every checker on what is on disk, in the order of the specs', async () => {
  const specs = ['stats', 'lost-writes', 'availability', 'faults'].map((name) => ({ name }))
  const results = await runCheckers(specs, { historyPath })
  expect(Object.entries(results).map(([name, { verdict }]) => [name, verdict])).toEqual(
    specs.map(({ name }) => [name, 'valid']),
  )
  expect(results['lost-writes']?.summary).toBe('Checked 1 acknowledged write: none was lost.')
})

test('a checker gets history, samples and options; a sample that was cut off is left out', async () => {
  const sample = { time: 1, node: 'n1', role: 'primary' }
  const samplesPath = file('samples.jsonl', `${JSON.stringify(sample)}\n{"time":2,"no`)
  const echo = checker('echo', `return { verdict: 'valid', summary: '', checked: {}, details: input }`)
  const results = await runCheckers([{ ...echo, options: { a: 1 } }], { historyPath, samplesPath })
  expect(results.echo?.details).toEqual({ history: ops, samples: [sample], options: { a: 1 } })
})

test('a thread that has answered ends by itself; one that keeps going after its answer is ended', async () => {
  const path = file('ends.txt', '')
  const writing = `const { appendFileSync } = await import('node:fs')
    process.on('exit', () => appendFileSync(${JSON.stringify(path)}, input.options.who))`
  const body = (rest: string) => `return (async () => { ${writing}; ${rest}; ${fine} })()`
  const specs = [
    { ...checker('ends', body('')), options: { who: 'ends' } },
    { ...checker('goes-on', body('setInterval(() => {}, 1000)')), options: { who: 'goes-on' } },
  ]
  const results = await runCheckers(specs, { historyPath })
  expect(Object.values(results).map(({ verdict }) => verdict)).toEqual(['valid', 'valid'])
  expect(readFileSync(path, 'utf8')).toBe('ends')
})

test('nothing to run, nothing to say', async () => {
  expect(await runCheckers([], { historyPath })).toEqual({})
})

test('an unknown name is refused before anything runs', async () => {
  await expect(runCheckers([{ name: 'stats' }, { name: 'lost-write' }], { historyPath })).rejects.toMatchObject({
    kind: 'usage',
    message: 'There is no checker "lost-write".',
    hint: expect.stringContaining('Did you mean "lost-writes"?'),
  })
})

describe('a budget is enforced by ending the thread', () => {
  const endless = checker('endless', 'for (;;) {}')
  const heap = checker('heap', 'const all = []; for (;;) all.push({ all: [all.length] })')
  // Two gigabytes are plenty; then they wait to be ended. More than a thread can have taken before it was ended first:
  // the process keeps what that one freed, and only what goes beyond is seen to grow.
  const buffers = checker(
    'buffers',
    'const all = []; for (;;) if (all.length < 256) all.push(new Uint8Array(8 << 20).fill(1))',
  )
  const wasm = checker(
    'wasm',
    `const memory = new WebAssembly.Memory({ initial: 1 })
     for (;;) if (memory.buffer.byteLength < 2 ** 30) { memory.grow(64); new Uint8Array(memory.buffer).fill(1) }`,
  )
  const limits = { timeoutMs: 60_000, memoryMb: 64 }

  test('of time', async () => {
    const { endless: result } = await runCheckers([{ ...endless, timeoutMs: 300 }], { historyPath })
    expect(result).toMatchObject({ verdict: 'unknown', summary: expect.stringMatching(/time budget of 0.3 s/) })
  })

  test.each([heap, buffers, wasm])('of memory: $name', async (spec) => {
    const { [spec.name]: result } = await runCheckers([{ ...spec, ...limits }], { historyPath })
    expect(result).toMatchObject({ verdict: 'unknown', summary: expect.stringMatching(/memory budget of 64 MB/) })
  })

  test('and those beside it, or after it, are not harmed', async () => {
    const slow = checker('slow', `const end = Date.now() + 1500; while (Date.now() < end); ${fine}`)
    const after = checker('after', fine)
    const specs = [slow, buffers, endless, after].map((spec) => ({ ...spec, ...limits }))
    const results = await runCheckers(
      specs.map((spec) => (spec.name === 'endless' ? { ...spec, timeoutMs: 500 } : spec)),
      { historyPath },
    )
    expect(Object.entries(results).map(([name, { verdict }]) => [name, verdict])).toEqual([
      ['slow', 'valid'],
      ['buffers', 'unknown'],
      ['endless', 'unknown'],
      ['after', 'valid'],
    ])
  })
})

describe('a checker that fails is broken, with its message', () => {
  const cases: [string, string, RegExp][] = [
    ['throws', `throw new Error('no luck')`, /no luck/],
    ['rejects', `return Promise.reject(new Error('no luck later'))`, /no luck later/],
    ['throws text', `throw 'just text'`, /just text/],
    [
      'throws late',
      `setTimeout(() => { throw new Error('out of turn') }); return new Promise(() => {})`,
      /out of turn/,
    ],
    ['never settles', `return new Promise(() => {})`, /ended by itself/],
    ['exits', `process.exit(3)`, /exit code 3/],
    ['returns nothing', ``, /returned no verdict/],
    ['returns nonsense', `return { verdict: 'maybe' }`, /returned no verdict/],
  ]
  test.each(cases)('%s', async (name, body, summary) => {
    const spec = checker(name.replaceAll(' ', '-'), body)
    const { [spec.name]: result } = await runCheckers([{ ...spec, timeoutMs: 30_000 }], { historyPath })
    expect(result?.verdict).toBe('broken')
    expect(result?.summary).toMatch(summary)
  })

  test('a history that cannot be read, or a module that is not there', async () => {
    const missing = await runCheckers([{ name: 'stats' }], { historyPath: `${historyPath}.none` })
    expect(missing.stats).toMatchObject({ verdict: 'broken', summary: expect.stringMatching(/does not exist/) })
    const module = await runCheckers([{ name: 'x', module: 'file:///nowhere.mjs' }], { historyPath })
    expect(module.x?.verdict).toBe('broken')
  })
})

test('the registry holds each name once, with a line for the list', () => {
  expect(new Set(checkers.map(({ name }) => name)).size).toBe(checkers.length)
  for (const { about } of checkers) expect(about).toMatch(/^[^\n]{10,120}$/)
})
