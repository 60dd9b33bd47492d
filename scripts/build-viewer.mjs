// Bundles the report's viewer into one script to be inlined, and lays the templates beside the compiled reporter.
import { cp, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(root, 'dist/reports')

await mkdir(out, { recursive: true })
await build({
  entryPoints: [join(root, 'reports/viewer/main.ts')],
  outfile: join(out, 'viewer.js'),
  tsconfig: join(root, 'reports/viewer/tsconfig.json'),
  bundle: true,
  minify: true,
  charset: 'utf8',
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'warning',
})
await rm(join(out, 'templates'), { recursive: true, force: true })
await cp(join(root, 'reports/templates'), join(out, 'templates'), { recursive: true })
