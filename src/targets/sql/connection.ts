/** A statement with `$1`, `$2` … for its values; a connection puts them in as its server wants them. */
export interface Statement {
  readonly text: string
  /** Where a driver prepares statements: those of one name are prepared once. */
  readonly name?: string
  readonly values?: unknown[]
}

export interface Answer<Row> {
  readonly rows: Row[]
  /** How many rows were read, or were found by what changes them. */
  readonly count: number
}

/** One connection to a database that speaks SQL. Statements go one after another. */
export interface SqlConnection {
  /** Rejects with the driver's own error. */
  query<Row>(statement: Statement): Promise<Answer<Row>>
  /** Drops the connection at once; a statement in hand rejects. */
  close(): void
}
