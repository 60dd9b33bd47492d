import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readJsonInput } from '../../src/store/json-input.ts'

const folder = mkdtempSync(join(tmpdir(), 'murphy-test-json-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(text: string): string {
  const path = join(folder, `${Math.random()}.json`)
  writeFileSync(path, text)
  return path
}

describe('a JSON file of a user', () => {
  it('is read', () => expect(readJsonInput('suite', file('{"a": [1]}'))).toEqual({ a: [1] }))

  it('is not there, with what else there is; or is a folder', () => {
    const path = join(folder, 'none.json')
    expect(() => readJsonInput('schedule', path, 'There are others.')).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: `The schedule ${path} cannot be read: there is no such file.`,
        hint: 'There are others.',
      }),
    )
    mkdirSync(path)
    expect(() => readJsonInput('schedule', path)).toThrow('cannot be read: it is a folder.')
  })

  it('says where it is wrong', () => {
    expect(() => readJsonInput('suite', file('{\n  "a": 1,\n}'))).toThrow(/is not JSON: .+ \(line 3, column 1\)\.$/)
    expect(() => readJsonInput('suite', file(''))).toThrow(/is not JSON: Unexpected end of JSON input\.$/)
  })

  it.each(['{"password": s3cret}', '{"a": "s3cret" x}', 's3cret'])('never repeats it: %s', (text) => {
    expect(() => readJsonInput('suite', file(text))).toThrow(/^(?!.*s3cret)/s)
  })
})
