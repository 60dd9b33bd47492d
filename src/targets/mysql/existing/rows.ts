import type { SqlConnection } from '../../sql/connection.ts'

export type Row = Readonly<Record<string, string | number | null>>

/** The rows of an answer. */
export type Rows = (text: string) => Promise<readonly Row[]>

export const rowsOf =
  (connection: SqlConnection): Rows =>
  async (text) =>
    (await connection.query<Row>({ text })).rows

/** Variables (or, of `status`, counters) of a server whose names begin so; who may log in may see them. */
export async function variables(rows: Rows, begin: string, kind: 'variables' | 'status' = 'variables') {
  const found = await rows(`show global ${kind} like '${begin}%'`)
  return new Map(found.map((row) => [String(row.Variable_name).toLowerCase(), String(row.Value)]))
}
