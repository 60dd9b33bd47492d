/** The libraries of `docker/preload` that are put under databases. */
export type Library = 'clock' | 'disk'

/** The name of its file; its source is `.c` beside the Dockerfile. */
export const libraryFile = (library: Library) => `murphy-${library}.so`

/** Something that is put under a database by the variables with which it is started. */
export interface Preloaded {
  readonly env: Readonly<Record<string, string>>
}

/** The variables of a program that has all of these under it. */
export function together(...preloaded: readonly (Preloaded | undefined)[]): Record<string, string> {
  const all = preloaded.flatMap((one) => (one === undefined ? [] : [one.env]))
  const libraries = all.flatMap(({ LD_PRELOAD }) => LD_PRELOAD ?? [])
  return Object.assign({}, ...all, libraries.length === 0 ? {} : { LD_PRELOAD: libraries.join(':') })
}
