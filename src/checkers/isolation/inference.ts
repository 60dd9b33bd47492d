import type { Step } from './findings.ts'

/** What a workload's inference leaves behind: it can say why an edge is there. */
export interface Inference {
  /** The reason for a dependency of one kind (a bit) between two transactions that has been found. */
  step(from: number, to: number, kind: number): Step
}
