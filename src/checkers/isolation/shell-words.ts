/** SQL for people's own shells, where databases say the same thing differently. */
export interface ShellWords {
  /** A table of values by their key, both text. */
  readonly create: string
  readonly begin: string
  literal(text: string): string
  /** Inserts a row, or changes the one that is there: appends to its value, or replaces it. */
  upsert(key: string, value: string, how: 'append' | 'replace'): string
}

/** Whose SQL is spoken in the shells of a database; `none`: it has none. */
export const shells = ['postgresql', 'mysql', 'none'] as const

export type Shells = (typeof shells)[number]

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

export const shellWords: Readonly<Record<Exclude<Shells, 'none'>, ShellWords>> = {
  postgresql: {
    create: 'CREATE TABLE murphy_case (k text PRIMARY KEY, v text);',
    begin: 'BEGIN;',
    literal: quoted,
    upsert: (key, value, how) =>
      `INSERT INTO murphy_case AS t VALUES (${key}, ${value}) ON CONFLICT (k) DO UPDATE SET v = ${how === 'append' ? `t.v || ',' || excluded.v` : 'excluded.v'};`,
  },
  // Of MySQL and MariaDB, which both know VALUES(v); a text needs a length to be a key, and a backslash is none in a literal.
  mysql: {
    create: 'CREATE TABLE murphy_case (k varchar(200) PRIMARY KEY, v text);',
    begin: 'START TRANSACTION;',
    literal: (text) => quoted(text.replaceAll('\\', '\\\\')),
    upsert: (key, value, how) =>
      `INSERT INTO murphy_case VALUES (${key}, ${value}) ON DUPLICATE KEY UPDATE v = ${how === 'append' ? `concat(v, ',', VALUES(v))` : 'VALUES(v)'};`,
  },
}
