// `npm run demo`: installs and builds what is missing, then shows PostgreSQL losing acknowledged writes, and not.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

prepare()
const cli = join(root, 'dist', 'src', 'cli', 'main.js')
const demo = spawn(process.execPath, [cli, 'demo', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
// The demo ends in order when it is told to; until then this waits, so that no prompt returns before it is over.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => demo.kill(signal))
demo.on('exit', (status) => process.exit(status ?? 255))
