import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkFile, type FileProgress } from '../../src/scenario/check-file.ts'
import { murphy } from './murphy.ts'

const histories = resolve(import.meta.dirname, '../../../shared/histories')
const models = ['register', 'cas-register', 'multi-register', 'mutex', 'key-value']

interface Golden {
  readonly file: string
  readonly model: string
  readonly verdict: string
  /** As `--initial` takes it. */
  readonly initial: string | undefined
}

const rows = (path: string) =>
  readFileSync(join(histories, path), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))

/** Initial values of the recorded files, from the README beside them; elsewhere the format's own holds. */
const initials: Readonly<Record<string, string>> = {
  'knossos/cas-register': '0',
  'knossos/multi-register': '{"x":0,"y":0}',
}

/** The recorded verdicts of every file whose model exists. */
function golden(): Golden[] {
  const indexed = rows('index.tsv').flatMap(([file = '', note = '', verdict = '']): Golden[] => {
    const model = models.find((name) => note.split(' ')[0] === name)
    return model === undefined
      ? []
      : [{ file, model, verdict, initial: initials[file.split('/').slice(0, 2).join('/')] }]
  })
  const registers = rows('registers/knossos-verdicts.tsv').map(([file = '', model = '', valid = '']): Golden => {
    return { file: `registers/${file}`, model, verdict: valid === 'true' ? 'valid' : 'invalid', initial: undefined }
  })
  return [...indexed, ...registers]
}

describe.runIf(existsSync(histories))('murphy check on recorded histories', () => {
  const groups = new Map<string, Golden[]>()
  for (const one of golden()) {
    const name = `${one.model}${one.initial === undefined ? '' : ` from ${one.initial}`}`
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  for (const [name, group] of groups)
    it(`gives the recorded verdict on ${group.length} files of ${name}`, async () => {
      const { model = '', initial } = group[0] ?? {}
      const files = group.map(({ file }) => join(histories, file))
      const { stdout, stderr, code } = await murphy([
        'check',
        ...files,
        '--model',
        model,
        '--json',
        ...(initial === undefined ? [] : ['--initial', initial]),
      ])
      const got = stdout
        .trim()
        .split('\n')
        .map(
          (line) =>
            JSON.parse(line) as { file: string; verdict: string; model: string; ops: number; elapsedMs: number },
        )
      expect(
        got.map(({ file, verdict }) => ({ file, verdict })),
        stderr,
      ).toEqual(group.map(({ file, verdict }) => ({ file: join(histories, file), verdict })))
      for (const line of got)
        expect(line).toMatchObject({ model, ops: expect.any(Number), elapsedMs: expect.any(Number) })
      expect(code).toBe(group.some(({ verdict }) => verdict === 'invalid') ? 1 : 0)
    })
})

describe('murphy check on files that are no histories', () => {
  const folder = mkdtempSync(join(tmpdir(), 'check-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, content: string | Buffer) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const invoke = '{"index":0,"time":0,"process":0,"type":"invoke","f":"write","value":1}\n'
  const ok = '{"index":1,"time":1,"process":0,"type":"ok","f":"write","value":1}\n'

  const bad: Record<string, string | Buffer> = {
    'empty.jsonl': '',
    'text.txt': 'Dear Sir or Madam,\n',
    'binary.bin': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]),
    'ok-without-invocation.jsonl': ok,
    'broken-in-the-middle.jsonl': `${invoke}{"index":1,"ti\n${ok}`,
    'unknown-type.jsonl': invoke.replace('invoke', 'perhaps'),
  }
  for (const [name, content] of Object.entries(bad))
    it(`${name}: one sentence, exit code 254`, async () => {
      const { code, stderr, stdout } = await murphy(['check', file(name, content), '--model', 'register'])
      expect(code).toBe(254)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^error: .*\.\n/)
      expect(stderr).toContain(name)
      expect(stderr).not.toMatch(/\n {4}at /)
    })

  it('a history that is cut in its last record is judged, and says so', async () => {
    const { code, stdout } = await murphy([
      'check',
      file('cut.jsonl', `${invoke}${ok}{"index":2,"time`),
      '--model',
      'register',
    ])
    expect(stdout).toContain('note:')
    expect(code).toBe(0)
  })

  it('a line of 10 MB is read', async () => {
    const value = JSON.stringify('x'.repeat(10 << 20))
    const path = file(
      'long.jsonl',
      invoke.replace('"value":1', `"value":${value}`) + ok.replace('"value":1', `"value":${value}`),
    )
    const { code, stdout } = await murphy(['check', path, '--model', 'register'])
    expect(stdout).toContain('VALID')
    expect(code).toBe(0)
  })

  it('a missing file and a folder without histories are told apart', async () => {
    const none = join(folder, 'none')
    mkdirSync(none)
    writeFileSync(join(none, 'notes.md'), 'nothing')
    expect((await murphy(['check', none, '--model', 'register'])).stderr).toContain('holds no history')
    expect((await murphy(['check', join(folder, 'nope'), '--model', 'register'])).stderr).toContain('does not exist')
  })

  it('a folder stands for the histories in it and below, a run’s folder for its own', async () => {
    const many = join(folder, 'many')
    mkdirSync(join(many, 'run'), { recursive: true })
    for (const name of ['b.jsonl', 'a.jsonl', 'run/history.jsonl', 'run/samples.jsonl', 'notes.md'])
      writeFileSync(join(many, name), invoke + ok)
    const { code, stdout } = await murphy(['check', many, '--model', 'register', '--json'])
    const files = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { file: string }).file)
    expect(files).toEqual(['a.jsonl', 'b.jsonl', 'run/history.jsonl'].map((name) => join(many, name)))
    expect(code).toBe(0)
  })

  it('says nothing on the way where nobody watches, and how far it is when asked', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => {
      const op = { time: i, process: i % 2, f: 'write', value: i % 3 }
      return `${JSON.stringify({ index: 2 * i, type: 'invoke', ...op })}\n${JSON.stringify({ index: 2 * i + 1, type: 'ok', ...op })}\n`
    })
    const path = file('larger.jsonl', lines.join(''))
    expect((await murphy(['check', path, '--model', 'register'])).stderr).toBe('')
    const told: FileProgress[] = []
    const checked = await checkFile(path, { model: 'register', onProgress: (progress) => told.push(progress) })
    expect(checked.verdict).toBe('valid')
    expect(told[0]).toMatchObject({ file: path, phase: 'reading' })
    expect(told.at(-1)).toMatchObject({ file: path, phase: 'checking' })
    for (const one of told) if (one.phase === 'reading') expect(one.share).toBeLessThanOrEqual(1)
  })

  it('of several files the worst decides', async () => {
    const valid = file('valid.jsonl', invoke + ok)
    const { code, stdout } = await murphy(['check', valid, file('none.jsonl', ''), '--model', 'register', '--json'])
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { verdict: string }).verdict),
    ).toEqual(['valid', 'broken'])
    expect(code).toBe(254)
  })
})
