/** How a program changes a row that may not be there yet. */
export type Writing = 'upsert' | 'update' | 'read-write'

/** By which column a program finds the row that it reads. */
export type Lookup = 'primary-key' | 'secondary-index'

/**
 * A way in which programs speak SQL. Which statement is sent follows from the name and from what the history holds of
 * the step: its key, what it writes, its place in the transaction. So it can be told from the history alone.
 */
export interface SqlForm {
  readonly name: string
  readonly about: string
  writing(key: number, value: number): Writing
  /** `step` counts from 0 within the transaction. */
  lookup(key: number, step: number): Lookup
}

/** The first is the default. */
export const sqlForms: readonly SqlForm[] = [
  {
    name: 'mixed',
    about: 'all of these: writes by key and value, reads by key and place in the transaction',
    writing: (key, value) => (['upsert', 'update', 'read-write'] as const)[(key + value) % 3] ?? 'upsert',
    lookup: (key, step) => ((key + step) % 2 === 0 ? 'primary-key' : 'secondary-index'),
  },
  only(
    'upsert',
    'upsert',
    'primary-key',
    'an upsert: insert … on conflict do update, insert … on duplicate key update',
  ),
  only('update', 'update', 'primary-key', 'update in place, insert where no row was changed'),
  only('read-write', 'read-write', 'primary-key', 'select, change in the client, update (or insert)'),
  only('secondary-index', 'upsert', 'secondary-index', 'reads by another, indexed column; writes as upsert'),
]

function only(name: string, writing: Writing, lookup: Lookup, about: string): SqlForm {
  return { name, about, writing: () => writing, lookup: () => lookup }
}

/** Whether a list may be replaced by what a client made of an older one. */
export function rewrites(form: SqlForm): boolean {
  return form.name === 'mixed' || form.name === 'read-write'
}
