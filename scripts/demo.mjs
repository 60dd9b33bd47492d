// `npm run demo`: installs and builds what is missing, then shows PostgreSQL losing acknowledged writes, and not.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

prepare()
const cli = join(root, 'dist', 'src', 'cli', 'main.js')
const { status } = spawnSync(process.execPath, [cli, 'demo', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
process.exit(status ?? 255)
