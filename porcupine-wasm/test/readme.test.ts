import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as porcupine from '../src/index.ts'

/** Every example of the README runs, and gives what it says after `//=>`. */
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map((match) => match[1] as string)

describe('README', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThan(4))

  it.each(examples)('%s', async (code) => {
    const body = code
      .replace(/^import (\{.*?\}) from 'porcupine-wasm'$/gm, 'const $1 = porcupine')
      .replace(/^(.+?)\s*\/\/=> (.+)$/gm, 'expect($1).toEqual($2)')
      .replace(/^([^\n]+)\n\/\/=> (.+)$/gm, 'expect($1).toEqual($2)')
    expect(body).toContain('expect(')
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor
    await new AsyncFunction('porcupine', 'expect', body)(porcupine, expect)
  })
})
