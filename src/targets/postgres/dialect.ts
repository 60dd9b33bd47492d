import type { SqlDialect } from '../sql/dialect.ts'

/** PostgreSQL's SQL, where it has its own. */
export const dialect: SqlDialect = {
  lists: {
    name: 'murphy_list',
    type: 'integer[]',
    first: 'array[$2::integer]',
    whole: '$2::integer[]',
    onto: (written) => `t.v || ${written}`,
    changed: (before, written) => [...((before as number[] | undefined) ?? []), written],
    decode: (value) => value as number[],
  },
  registers: {
    name: 'murphy_cell',
    type: 'integer',
    first: '$2::integer',
    whole: '$2::integer',
    onto: (written) => written,
    changed: (_, written) => written,
    decode: (value) => value as number,
  },
  definition: (table, { type }) => [
    `create table if not exists ${table} (k integer primary key, s integer not null, v ${type} not null)`,
    `create index if not exists ${table}_s on ${table} (s)`,
  ],
  begin: (isolation) => `begin isolation level ${isolation}`,
  upsert: (table, { first, onto }) =>
    `insert into ${table} as t (k, s, v) values ($1, $1, ${first}) on conflict (k) do update set v = ${onto('excluded.v')}`,
  fill: (amounts) => ({
    text: 'insert into murphy_amount select * from unnest($1::integer[], $2::integer[]) on conflict do nothing',
    values: [amounts.map(([key]) => key), amounts.map(([, amount]) => amount)],
  }),
  async addInPlace(connection, change) {
    const { rows } = await connection.query<{ v: number }>({
      name: 'amount-add',
      text: 'update murphy_amount set v = v + $2 where k = $1 and v + $2 >= 0 returning v',
      values: [...change],
    })
    return rows[0]?.v
  },
  inserts: {
    table: 'create table if not exists murphy_inserts (element bigint, request text unique)',
    insert: 'insert into murphy_inserts (element, request) values ($1, $2) on conflict (request) do nothing',
  },
}
