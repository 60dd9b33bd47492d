/** What it takes to lose what was never synced, to be slow, to be read-only: what a `FileLayer` can do. */
export const layerCapabilities = ['unsynced-loss', 'slow-disk', 'read-only-disk'] as const

export type LayerCapability = (typeof layerCapabilities)[number]

/** For doctor and the run's record. */
export const layerMechanism = 'a preloaded library'

/** What becomes of the files of a node's data; `{}`: all is well. */
export interface FileState {
  /** What files were before they were written to is kept until they are synced: what was never synced can be lost. */
  readonly keepsOld?: boolean
  /** Nothing can be written, made, renamed or removed (EROFS). */
  readonly readOnly?: boolean
  /** No file grows (ENOSPC). */
  readonly full?: boolean
  /** ms by which each write is slower. */
  readonly writeMs?: number
  /** ms by which each fsync is slower. */
  readonly syncMs?: number
}

/** What stands between a node's database and its files. */
export interface FileLayer {
  readonly mechanism: string
  /** Variables under which another program sees the files as the database does. */
  readonly env: Readonly<Record<string, string>>
  /** Changes what is named, from now on; the rest stays as it is. Holds when the database is started again. */
  set(state: FileState): Promise<void>
  /**
   * Each file becomes what it was at its last fsync, as far back as old contents were kept; for a database that is down.
   * Resolves with the number of files, and the bytes that had been written to them.
   */
  lose(): Promise<{ readonly files: number; readonly bytes: number }>
  /** Nothing of what was written until now will be lost. The database is down, or does not write. */
  settle(): Promise<void>
}
