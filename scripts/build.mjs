// `npm run build`: the wasm checker, the TypeScript sources, the report's viewer. All into dist/.
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './prepare.mjs'

run('npm', ['run', '--silent', 'build', '-w', 'porcupine-wasm'])
run('npx', ['tsc', '-p', 'tsconfig.build.json'])
run(process.execPath, ['scripts/build-viewer.mjs'])
const cli = join(root, 'dist', 'src', 'cli', 'main.js')
if (existsSync(cli)) chmodSync(cli, 0o755)
writeFileSync(join(root, 'dist', '.built'), '')
