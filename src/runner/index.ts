export { newProgress, type Progress } from './progress.ts'
export { runTest } from './run.ts'
export type { Note, RunnableTest, RunSummary, Timeout } from './test.ts'
