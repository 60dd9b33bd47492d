import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Model, Operation } from 'porcupine-wasm'
import type { Case } from './case.ts'

/** What Go Porcupine made of some histories. */
export interface NativeResult {
  readonly verdicts: readonly string[]
  readonly cpuMs: number
  /** Of each history. */
  readonly each: readonly number[]
  /** The process' largest resident set. */
  readonly mb: number
}

/** Address space for the process, KB: Porcupine would take all there is. */
const memoryKb = 6_000_000

/** Go Porcupine, behind a small program of ours that is built into a temporary folder. */
export class NativePorcupine {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Built, where `MURPHY_GO` names a Go tool chain's `go` and `MURPHY_PORCUPINE` a checkout of Porcupine. */
  static fromEnvironment(): NativePorcupine | undefined {
    const { MURPHY_GO: go, MURPHY_PORCUPINE: checkout } = process.env
    if (!go || !checkout) return undefined
    const folder = mkdtempSync(join(tmpdir(), 'murphy-porcupine-'))
    const module = 'github.com/anishathalye/porcupine'
    // Compiled, this file is two folders below the root.
    const source = fileURLToPath(new URL('../../bench/porcupine-go/main.go', import.meta.url))
    copyFileSync(source, join(folder, 'main.go'))
    writeFileSync(
      join(folder, 'go.mod'),
      `module driver\n\ngo 1.16\n\nrequire ${module} v0.0.0\n\nreplace ${module} => ${resolve(checkout)}\n`,
    )
    const env = {
      ...process.env,
      GOFLAGS: '-mod=mod',
      GOPROXY: 'off',
      GOTOOLCHAIN: 'local',
      GOCACHE: join(folder, 'cache'),
    }
    execFileSync(go, ['build', '-o', 'driver', '.'], { cwd: folder, env, stdio: 'inherit' })
    return new NativePorcupine(folder)
  }

  /** Checks each history `repeat` times, with so much wall-clock time for one, ms. */
  check(model: string, cases: readonly Case[], timeoutMs: number, repeat = 1): NativeResult {
    const file = join(this.#folder, 'histories.jsonl')
    const lines = cases.map((one) => JSON.stringify({ model, timeoutMs, repeat, ops: rows(one.model, one.ops) }))
    writeFileSync(file, `${lines.join('\n')}\n`)
    const limited = `ulimit -v ${memoryKb}; exec ./driver histories.jsonl`
    const { stdout } = spawnSync('sh', ['-c', limited], { cwd: this.#folder, encoding: 'utf8', maxBuffer: 1 << 28 })
    const answers = stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' '))
    const verdicts = answers.map(([verdict]) =>
      verdict === 'unknown' ? `over ${timeoutMs / 1000} s` : String(verdict),
    )
    if (answers.length < cases.length) verdicts.push('out of memory')
    return {
      verdicts,
      cpuMs: answers.reduce((sum, [, ms]) => sum + Number(ms), 0),
      each: answers.map(([, ms]) => Number(ms)),
      mb: Math.max(0, ...answers.map(([, , mb]) => Number(mb))),
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

type Row = readonly [kind: number, a: number | string, b: number, key: string, invoke: number, complete: number | null]

/** Operations in the driver's terms (porcupine-go/main.go). */
function rows(model: Model, ops: readonly Operation[]): Row[] {
  const ids = new Map<unknown, number>([[null, -1]])
  const id = (value: unknown) => {
    const known = ids.get(value ?? null) ?? ids.size
    ids.set(value ?? null, known)
    return known
  }
  return ops.map((op): Row => {
    const lost = op.complete === Number.POSITIVE_INFINITY
    const times = [op.invoke, lost ? null : op.complete] as const
    const key = String(op.key ?? '')
    if (op.f === 'enqueue') return [1, id(op.value), 0, key, ...times]
    if (op.f === 'dequeue') return [op.output === null ? 2 : 0, id(op.output), 0, key, ...times]
    if (op.f === 'get') return [lost ? 4 : 0, String(op.output ?? ''), 0, key, ...times]
    if (op.f === 'put' || op.f === 'append') return [op.f === 'put' ? 1 : 2, String(op.value), 0, key, ...times]
    const form = model.registerForm?.form(op)
    switch (form?.kind) {
      case 'read':
        return [0, id(form.value), 0, key, ...times]
      case 'write':
        return [1, id(form.value), 0, key, ...times]
      case 'cas':
        return [lost ? 5 : 2, id(form.from), id(form.to), key, ...times]
      case 'refused':
        return [3, id(form.from), 0, key, ...times]
      default:
        return [4, 0, 0, key, ...times]
    }
  })
}
