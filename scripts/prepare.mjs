// Installs and builds what is missing or stale, and nothing else; used by `npm test` and `npm run demo`.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const sources = [
  'src',
  'workloads',
  'nemesis',
  'reports',
  'findings',
  'bench',
  'porcupine-wasm',
  'scripts',
  'package.json',
  'tsconfig.json',
]
const stamp = join(root, 'dist', '.built')

/** Runs a command in the project's folder and ends the whole program with its exit code if it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  const names = readdirSync(path).filter((name) => !['node_modules', 'dist', 'build'].includes(name))
  return names.reduce((time, name) => Math.max(time, newest(join(path, name))), 0)
}

export function prepare() {
  const installed = statSync(join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false })
  if (installed === undefined || installed.mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs)
    run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'])
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0
  if (sources.some((source) => newest(join(root, source)) > built)) run('npm', ['run', '--silent', 'build'])
}
