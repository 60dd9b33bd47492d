import type { Option, Options } from '../../op/option.ts'

/** Each has an image of its own in `docker/`. On the backend process the version is that of the npm package. */
const images: Readonly<Record<string, string>> = { 15: 'postgres', 17: 'postgres-17' }

export const versionOption: Option = {
  name: 'version',
  about: 'of PostgreSQL',
  values: Object.keys(images),
  backends: ['docker'],
  default: '15',
}

export function imageOf(options: Options): string {
  return images[String(options[versionOption.name] ?? versionOption.default)] ?? 'postgres'
}
