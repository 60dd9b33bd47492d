import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { afterAll, expect } from 'vitest'
import type { Skew } from '../../../../src/cluster/clock/skew.ts'

/** Tells all that the vDSO can tell, in ns, whenever it is asked; `f` makes a child tell in its place. */
const program = `
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static long long ns(int clock) { struct timespec t; clock_gettime(clock, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
int main(void) {
  char c;
  while (read(0, &c, 1) == 1) {
    if (c == 'f') { int child = fork(); if (child > 0) { waitpid(child, 0, 0); return 0; } }
    struct timeval v;
    long long before = ns(CLOCK_MONOTONIC), real = ns(CLOCK_REALTIME), coarse = ns(CLOCK_REALTIME_COARSE);
    gettimeofday(&v, 0);
    time_t t = time(0);
    printf("%d %lld %lld %lld %lld %lld %lld\\n", getpid(), before, real, coarse, v.tv_sec * 1000000000LL + v.tv_usec * 1000LL, t * 1000000000LL, ns(CLOCK_MONOTONIC));
    fflush(stdout);
  }
}`

let folder: string | undefined

/** Compiled once. Throws where there is no compiler. */
function compiled(): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'teller-'))
    const source = join(folder, 'teller.c')
    writeFileSync(source, program)
    execFileSync('cc', ['-O1', '-static', '-o', join(folder, 'teller'), source])
  }
  return join(folder, 'teller')
}

afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true })
})

/** Everything in ns; `before` and `after`: CLOCK_MONOTONIC around the others. */
export interface Told {
  readonly pid: number
  readonly before: bigint
  readonly real: bigint
  readonly coarse: bigint
  readonly timeOfDay: bigint
  readonly time: bigint
  readonly after: bigint
}

/** A small program in C, linked statically so that no library can stand in for the time, that tells the time. */
export class Teller {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #reader: Interface

  private constructor() {
    this.#child = spawn(compiled(), { stdio: ['pipe', 'pipe', 'inherit'] })
    if (this.#child.stdout === null) throw new Error('no output')
    this.#reader = createInterface(this.#child.stdout)
    this.#lines = this.#reader[Symbol.asyncIterator]()
  }

  static async begin(): Promise<Teller> {
    const teller = new Teller()
    await once(teller.#child, 'spawn')
    return teller
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async ask(how: 't' | 'f' = 't'): Promise<Told> {
    this.#child.stdin?.write(how)
    const { value } = await this.#lines.next()
    const [pid = 0n, before = 0n, real = 0n, coarse = 0n, timeOfDay = 0n, time = 0n, after = 0n] = String(value)
      .split(' ')
      .map(BigInt)
    return { pid: Number(pid), before, real, coarse, timeOfDay, time, after }
  }

  /** A child of its own ends with its input. */
  async end(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.stdin?.end()
    await ended
    this.#reader.close()
  }
}

/** What the controller reads of the wall clock is in whole ms, and the kernel's coarse clock ticks a hundred times a second. */
const coarseness = 12_000_000n

/**
 * Everything that was told lies where a clock, with this skew in force since a moment between two, was between the two
 * looks at the monotonic one.
 */
export function runsLike(told: Told, { jumpMs = 0, rate = 1, strobe }: Skew, since: readonly [bigint, bigint]): void {
  const fromMonotonic = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint()
  const shown = since.flatMap((at) =>
    [told.before, told.after].map(
      (now) => fromMonotonic + at + BigInt(jumpMs) * 1_000_000n + BigInt(Math.round(Number(now - at) * rate)),
    ),
  )
  const [first = 0n, last = 0n] = [least(shown), -least(shown.map((each) => -each))]
  for (const [name, unit] of [
    ['real', 1n],
    ['coarse', 1n],
    ['timeOfDay', 1000n],
    ['time', 1_000_000_000n],
  ] as const) {
    const fits = [0n, BigInt(strobe?.ms ?? 0) * 1_000_000n].some(
      (step) => told[name] >= first + step - coarseness - (unit - 1n) && told[name] <= last + step + coarseness,
    )
    expect(fits, `${name} is ${told[name]}, not from ${first} to ${last}`).toBe(true)
    expect(told[name] % unit).toBe(0n)
  }
}

const least = (all: readonly bigint[]) => all.reduce((a, b) => (a < b ? a : b))
