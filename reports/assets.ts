import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MurphyError } from '../src/op/failure.ts'

/** Where the templates are: beside this file, in the sources as in the compiled tree (the build copies them). */
export const templates = fileURLToPath(new URL('./templates/', import.meta.url))

/** The page's own stylesheet: the files of `templates/style/` in the order of their names. */
export function stylesheet(): string {
  const files = readdirSync(`${templates}style`).filter((name) => name.endsWith('.css'))
  return files
    .sort()
    .map((name) => readFileSync(`${templates}style/${name}`, 'utf8'))
    .join('\n')
}

/** The bundled viewer; from the sources, the one that the last build made. */
export function viewer(): string {
  const places = ['./viewer.js', '../dist/reports/viewer.js'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = places.find((place) => existsSync(place))
  if (found === undefined) {
    throw new MurphyError('broken', "The report's viewer has not been built.", { hint: 'Run `npm run build` once.' })
  }
  return readFileSync(found, 'utf8')
}

/** A source expression for Content-Security-Policy that admits exactly this inline text. */
export function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
