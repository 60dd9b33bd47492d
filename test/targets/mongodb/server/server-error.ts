import type { Document } from './oplog.ts'

/** An answer with `ok: 0`. */
export class ServerError extends Error {
  readonly code: number
  readonly codeName: string
  readonly labels: readonly string[]

  constructor(code: number, codeName: string, labels: readonly string[] = []) {
    super(`${codeName} says the server`)
    this.code = code
    this.codeName = codeName
    this.labels = labels
  }

  get answer(): Document {
    const labels = this.labels.length > 0 ? { errorLabels: this.labels } : {}
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName, ...labels }
  }
}

const transient = ['TransientTransactionError']

export const notWritablePrimary = () => new ServerError(10107, 'NotWritablePrimary')
export const notPrimaryNoSecondaryOk = () => new ServerError(13435, 'NotPrimaryNoSecondaryOk')
export const writeConflict = () => new ServerError(112, 'WriteConflict', transient)
export const noSuchTransaction = () => new ServerError(251, 'NoSuchTransaction', transient)
export const steppedDown = { code: 189, codeName: 'PrimarySteppedDown', errmsg: 'stepped down while waiting' }
export const writeConcernFailed = {
  code: 64,
  codeName: 'WriteConcernFailed',
  errmsg: 'waiting for replication timed out',
}
