import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { forget } from '../cluster/existing/remains.ts'
import type { Sample } from '../history/samples.ts'
import { HistoryWriter } from '../history/writer.ts'
import { MurphyError, Unavailable } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import type { Json } from '../op/op.ts'
import { MS, monotonic, SECOND } from '../op/time.ts'
import { newProgress, type Progress } from '../runner/progress.ts'
import { runTest as runLoad } from '../runner/run.ts'
import { createRunFolder, files, linkLatest } from '../store/folder.ts'
import { writeJson } from '../store/json-file.ts'
import { openLog } from '../store/log.ts'
import type { Broken } from '../store/run.ts'
import { SampleWriter } from '../store/samples.ts'
import { targets } from '../targets/registry.ts'
import type { Access } from '../targets/target.ts'
import { ActiveFaults } from './active-faults.ts'
import { admit } from './admit.ts'
import { analyze } from './analyze.ts'
import { compose } from './compose.ts'
import type { Hooks } from './hooks.ts'
import type { Outcome } from './outcome.ts'
import { loadTarget } from './own-target.ts'
import type { Phase } from './progress.ts'
import { resolve } from './resolve.ts'
import { startSampling } from './sampler.ts'
import { type ResolvedScenario, runName, type Scenario } from './scenario.ts'
import { keepScript } from './schedule.ts'
import { type Running, setUp } from './set-up.ts'
import { backendOf } from './suite.ts'
import { type RunProgress, testFile } from './test-file.ts'
import { startWatchdog } from './watchdog.ts'

/**
 * Runs a scenario from set-up to report and returns the stored run. Rejects only for a scenario that makes no sense
 * (`MurphyError` of kind usage, before anything is started), servers of the user's that cannot be reached or may not be
 * written to, or a store that cannot be written; whatever goes wrong later is a verdict, `broken` with its reason, and everything that was started is undone.
 */
export async function runTest(input: Scenario, hooks: Hooks = {}): Promise<Outcome> {
  if (input.module !== undefined) await loadTarget(input.module)
  const scenario = resolve(input)
  return new Run(scenario, hooks, await admit(scenario, input, hooks)).perform()
}

class Run {
  readonly #scenario: ResolvedScenario
  readonly #hooks: Hooks
  readonly #access: Access | undefined
  readonly #runId = randomBytes(4).toString('hex')
  readonly #startedAt = new Date()
  readonly #folder: string
  readonly #write: (line: string) => void
  readonly #signal: AbortSignal
  readonly #progress: RunProgress = { versions: {}, checkers: [] }
  readonly #log = (line: string): void => {
    this.#write(line)
    this.#hooks.onProgress?.({ kind: 'log', line })
  }
  /** Puts steps of the database's own operators into the history; does nothing outside of the load. */
  #note: (f: string, value: Json) => void = () => {}

  constructor(scenario: ResolvedScenario, hooks: Hooks, access: Access | undefined) {
    this.#access = access
    this.#hooks = hooks
    this.#signal = hooks.signal ?? new AbortController().signal
    this.#folder = createRunFolder(scenario.store, runName(scenario), this.#startedAt)
    this.#scenario = keepScript(scenario, this.#folder)
    this.#write = openLog(join(this.#folder, files.log))
  }

  async perform(): Promise<Outcome> {
    const { checkTime, checkMemory, seed, store } = this.#scenario
    this.#hooks.onProgress?.({ kind: 'started', seed, folder: this.#folder })
    linkLatest(store, this.#folder)
    this.#writeTest()
    await this.#collect()
    this.#phase('check')
    return analyze(this.#folder, { checkTime, checkMemory })
  }

  /** Everything that needs a database, ending with everything taken down. What goes wrong is kept in `test.json`. */
  async #collect(): Promise<void> {
    let phase: Phase = 'set-up'
    let running: Running | undefined
    try {
      const { target, setting, nodes, backend } = this.#scenario
      this.#phase(phase, `${target} ${setting}, ${nodes} nodes, backend ${backend}`)
      running = await this.#setUp()
      phase = 'load'
      if (!this.#signal.aborted) await this.#load(running)
    } catch (error) {
      this.#log(`broken in ${phase}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      this.#progress.broken = brokenBy(phase, error)
    }
    const interrupted = this.#signal.aborted // what ends after the load takes nothing away from it
    if (running !== undefined) await this.#tearDown(running)
    if (interrupted) this.#progress.interrupted = 'The run was interrupted before its end.'
    this.#progress.endedAt = new Date()
    this.#writeLastTest()
  }

  #setUp(): Promise<Running> {
    return setUp({
      scenario: this.#scenario,
      runId: this.#runId,
      target: byName('target', targets, this.#scenario.target),
      backend: backendOf(this.#scenario),
      access: this.#access,
      log: this.#log,
      record: (f, value) => this.#note(f, value),
      logFolder: join(this.#folder, files.nodes),
      signal: this.#signal,
    })
  }

  async #load(running: Running): Promise<void> {
    const { cluster, system } = running
    const composed = compose(this.#scenario, running)
    this.#progress.versions = { [this.#scenario.target]: system.version, ...cluster.provenance }
    this.#progress.checkers = composed.checkers
    this.#writeTest()
    this.#phase('load', `${this.#scenario.workload}, ${composed.about}`)

    const clock = monotonic()
    const history = HistoryWriter.open(join(this.#folder, files.history))
    const samples = new SampleWriter(join(this.#folder, files.samples))
    const sampler = startSampling(system, clock, samples)
    const active = new ActiveFaults()
    const progress = newProgress()
    const unwatch = composed.watches ? system.watch?.() : undefined
    const unguard =
      this.#scenario.watchdog === 'on'
        ? startWatchdog({
            cluster,
            system,
            down: composed.down,
            latest: sampler.latest,
            record: (f, value) => this.#note(f, value),
          })
        : undefined
    const ticking = this.#tick(progress, active, clock, sampler.latest)
    try {
      await runLoad({
        nodes: cluster.nodes.map((node) => node.name),
        concurrency: this.#scenario.concurrency,
        generator: composed.generator,
        client: composed.client,
        nemesis: composed.nemesis,
        timeout: composed.timeout,
        record: (ops) => {
          history.append(ops)
          active.see(ops)
        },
        log: this.#log,
        signal: this.#signal,
        clock,
        progress,
        onNote: (note) => {
          this.#note = note
        },
      })
    } finally {
      this.#note = () => {}
      clearInterval(ticking)
      await unwatch?.()
      await unguard?.()
      await composed.nemesis.heal().catch((error: unknown) => this.#log(`healing failed: ${String(error)}`))
      await sampler.stop()
      samples.close()
      history.close()
    }
  }

  async #tearDown({ cluster, system }: Running): Promise<void> {
    this.#phase('tear-down')
    const steps = [
      () => system.close().then(() => forget(this.#runId)),
      () => cluster.collectLogs(join(this.#folder, files.nodes)),
      () => cluster.down(),
    ]
    for (const step of steps) await step().catch((error: unknown) => this.#log(`tear-down: ${String(error)}`))
  }

  #tick(progress: Progress, active: ActiveFaults, clock: () => number, roles: () => readonly Sample[]): NodeJS.Timeout {
    let before = { ops: 0, time: 0 }
    return setInterval(() => {
      const time = clock()
      const opsPerSecond = ((progress.ops - before.ops) / (time - before.time)) * SECOND
      before = { ops: progress.ops, time }
      const { ops, ok, fail, info } = progress
      const limitMs = this.#scenario.timeLimit * 1000
      const tick = {
        elapsedMs: time / MS,
        limitMs,
        ops,
        opsPerSecond,
        ok,
        fail,
        info,
        activeFaults: active.names(),
        roles: roles(),
      }
      this.#hooks.onProgress?.({ kind: 'tick', tick })
    }, 500)
  }

  #phase(phase: Phase, detail?: string): void {
    this.#write(`phase ${phase}${detail === undefined ? '' : `: ${detail}`}`)
    this.#hooks.onProgress?.({ kind: 'phase', phase, ...(detail === undefined ? {} : { detail }) })
  }

  /** On a full disk this cannot be written either; what is told then is the first thing that went wrong. */
  #writeLastTest(): void {
    try {
      this.#writeTest()
    } catch (error) {
      const { broken } = this.#progress
      if (broken === undefined) throw error
      throw new MurphyError('broken', broken.message, broken.hint === undefined ? {} : { hint: broken.hint })
    }
  }

  #writeTest(): void {
    const identity = { runId: this.#runId, startedAt: this.#startedAt }
    writeJson(join(this.#folder, files.test), testFile(this.#scenario, identity, this.#progress))
  }
}

function brokenBy(phase: Phase, error: unknown): Broken {
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof MurphyError ? error.hint : undefined
  const unavailable = error instanceof Unavailable && { unavailable: true as const }
  return { phase, message, ...(hint === undefined ? {} : { hint }), ...unavailable }
}
