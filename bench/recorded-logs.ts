import { existsSync, readdirSync } from 'node:fs'
import { casRegister, keyValue, type Model } from 'porcupine-wasm'
import { operations } from '../src/checkers/linearizable/operations.ts'
import { readHistory } from '../src/history/read.ts'
import type { Case } from './case.ts'

export interface Log extends Case {
  readonly name: string
}

/** Recorded logs of etcd and of key-value stores, where this checkout has them beside it; else none. */
export function recordedLogs(): { readonly etcd: readonly Log[]; readonly keyValues: readonly Log[] } {
  return {
    etcd: logs('etcd-logs', () => casRegister({ nilReads: 'absent' })),
    keyValues: logs('kv-logs', () => keyValue() as Model),
  }
}

function logs(kind: string, model: () => Model): Log[] {
  // Compiled, this file is two folders below the root.
  const folder = new URL(`../../../shared/histories/${kind}/`, import.meta.url)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /\.(log|txt)$/.test(name))
    .map((name) => ({ name, model: model(), ops: operations(readHistory(new URL(name, folder).pathname).ops, true) }))
}
