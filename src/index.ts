/** Murphy's public face. Everything here is typed data in, stored run out; the CLI is a thin layer over it. */

export type { CheckerResult } from './checkers/checker.ts'
/** docs/isolation.md. */
export {
  checkIsolation,
  type IsolationOptions,
  type IsolationResult,
  interleaving,
  modelNames,
  shrink,
} from './checkers/isolation/index.ts'
/** What a target of one's own is made of: docs/new-target.md. */
export type * from './client/data-types.ts'
export type { Classify, ErrorClass } from './client/errors.ts'
export type { Address, Cluster, Node, Ping } from './cluster/cluster.ts'
/** The generators of docs/generators.md, and what they draw from. */
export * as gen from './generator/index.ts'
export { type ReadHistory, readHistory } from './history/read.ts'
export type { Sample } from './history/samples.ts'
export { MurphyError } from './op/failure.ts'
export { type FaultReport, isFaultReport } from './op/fault.ts'
export type { Completion, Invocation, Json, Nanos, Op, OpError, OpType, Process } from './op/op.ts'
export type { Option, Options } from './op/option.ts'
export { Random } from './op/random.ts'
export { MS, SECOND } from './op/time.ts'
export { exitCodes, type Verdict, verdicts, worst } from './op/verdict.ts'
export { type AnalyzeOptions, analyze } from './scenario/analyze.ts'
export { type CheckedFile, type CheckFileOptions, checkFile, checkFiles } from './scenario/check-file.ts'
export { type Cleaned, clean } from './scenario/clean.ts'
export { type BackendHealth, doctor } from './scenario/doctor.ts'
export type { Hooks } from './scenario/hooks.ts'
export { loadRun } from './scenario/load-run.ts'
export type { Outcome } from './scenario/outcome.ts'
export type { OnProgress, Phase, ProgressEvent, Tick } from './scenario/progress.ts'
export { writeReports } from './scenario/reports.ts'
export { runTest } from './scenario/run-test.ts'
export type { ResolvedScenario, Scenario } from './scenario/scenario.ts'
export { findRun } from './store/folder.ts'
export type { ResultsFile, StoredRun, TestFile } from './store/run.ts'
export { addTarget } from './targets/registry.ts'
export type { Claim, Deployment, Setting, System, Target, TargetCapability } from './targets/target.ts'
