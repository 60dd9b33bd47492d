import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

const places = [
  process.env.MURPHY_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A browser that is there already, `MURPHY_CHROMIUM` first; undefined: none. */
export const executable = places.find((place) => place !== '' && existsSync(place))

/** Why the browser's tests cannot run here; CI has to have one. */
export const withoutBrowser =
  executable === undefined && process.env.CI !== 'true'
    ? 'no Chromium here: install it, or name one in MURPHY_CHROMIUM'
    : undefined

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launch(): Promise<Browser> {
  if (executable === undefined) throw new Error('CI has no Chromium: install it, or name one in MURPHY_CHROMIUM')
  return chromium.launch({ executablePath: executable, args: flags })
}

/** Bundles the viewer, unless a build has done so. */
export function buildViewer(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  if (existsSync(`${root}dist/reports/viewer.js`)) return
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-viewer.mjs'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
