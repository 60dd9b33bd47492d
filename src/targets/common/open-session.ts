import type { DataTypeName, DataTypes } from '../../client/data-types.ts'

type Openers<Needs extends unknown[]> = { readonly [T in DataTypeName]?: (...needs: Needs) => DataTypes[T] }

/** A session of one of the data types that a target has; a scenario that asks for another is refused before it starts. */
export function openSession<T extends DataTypeName, Needs extends unknown[]>(
  sessions: Openers<Needs>,
  type: T,
  ...needs: Needs
): DataTypes[T] {
  const open: ((...needs: Needs) => DataTypes[T]) | undefined = sessions[type]
  if (open === undefined) throw new TypeError(`there is no ${type} here`)
  return open(...needs)
}
