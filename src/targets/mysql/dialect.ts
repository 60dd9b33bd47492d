import type { SqlDialect } from '../sql/dialect.ts'

/**
 * SQL as MySQL and MariaDB have it. There are no arrays: a list is its elements as text, with commas. `values(v)` is what
 * both understand; MySQL's newer row alias is unknown to MariaDB.
 */
export const dialect: SqlDialect = {
  lists: {
    name: 'murphy_list',
    type: 'mediumtext',
    first: '$2',
    whole: '$2',
    onto: (written) => `concat(v, ',', ${written})`,
    changed: (before, written) => (before === undefined ? String(written) : `${before},${written}`),
    decode: (value) => String(value).split(',').map(Number),
  },
  registers: {
    name: 'murphy_cell',
    type: 'integer',
    first: '$2',
    whole: '$2',
    onto: (written) => written,
    changed: (_, written) => written,
    decode: (value) => value as number,
  },
  definition: (table, { type }) => [
    `create table if not exists ${table} (k integer primary key, s integer not null, v ${type} not null, index (s))`,
  ],
  /** The level is the session's: SET TRANSACTION would be a statement more for each transaction. */
  begin: () => 'start transaction',
  upsert: (table, { first, onto }) =>
    `insert into ${table} (k, s, v) values ($1, $1, ${first}) on duplicate key update v = ${onto('values(v)')}`,
  fill: (amounts) => ({
    text: `insert ignore into murphy_amount (k, v) values ${amounts.map((_, i) => `($${2 * i + 1}, $${2 * i + 2})`).join(', ')}`,
    values: amounts.flat(),
  }),
  /** The row is locked by the update, so the read that follows sees what the update made. */
  async addInPlace(connection, [key, by]) {
    const { count } = await connection.query({
      text: 'update murphy_amount set v = v + $2 where k = $1 and v + $2 >= 0',
      values: [key, by],
    })
    if (count === 0) return undefined
    const { rows } = await connection.query<{ v: number }>({
      text: 'select v from murphy_amount where k = $1',
      values: [key],
    })
    return rows[0]?.v
  },
  inserts: {
    // Every table needs a primary key where its rows are replicated by a group (MySQL 9.4 manual, 20.9.1).
    table: `create table if not exists murphy_inserts
      (id bigint auto_increment primary key, element bigint, request varchar(255) unique)`,
    insert: `insert into murphy_inserts (element, request) values ($1, $2)
      on duplicate key update element = murphy_inserts.element`,
  },
}
