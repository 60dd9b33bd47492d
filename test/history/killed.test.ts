import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readHistory } from '../../src/history/read.ts'
import { scratch } from './files.ts'

const file = scratch()

/** Writes batches as fast as it can, and says after each how many ops are recorded. */
const program = (path: string) => `
  import { HistoryWriter } from ${JSON.stringify(new URL('../../dist/src/history/writer.js', import.meta.url).href)}
  import { writeSync } from 'node:fs'
  const writer = HistoryWriter.open(${JSON.stringify(path)})
  const note = 'x'.repeat(2000)
  for (let i = 0; ; i += 2) {
    writer.append([0, 1].map((j) => ({ index: i + j, time: i, process: 0, type: j ? 'ok' : 'invoke', f: 'add', value: [i, note] })))
    if (i % 200 === 0) writeSync(1, i + 2 + '\\n')
  }`

test('a writer killed with SIGKILL leaves everything that append had returned for', async () => {
  for (let round = 0; round < 5; round++) {
    const path = file(`killed-${round}.jsonl`)
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(path)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
    })
    const exited = once(child, 'exit')
    await once(child.stdout, 'data')
    await sleep(round * 20)
    child.kill('SIGKILL')
    await exited
    const promised = Number(said.trimEnd().split('\n').at(-1))
    expect(promised).toBeGreaterThan(0)
    const { ops } = readHistory(path)
    expect(statSync(path).size).toBeGreaterThan(0)
    expect(ops.length).toBeGreaterThanOrEqual(promised)
    expect(ops.every(({ index }, i) => index === i)).toBe(true)
  }
})
