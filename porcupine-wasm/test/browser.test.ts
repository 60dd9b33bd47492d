import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { checkOperations, type Operation, register } from '../src/index.ts'

/** The built package, as it is, in a page and in a worker of a real browser. Debian's chromium; skipped without one. */
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const dist = new URL('../dist/', import.meta.url)

const page = `<!doctype html><link rel="icon" href="data:,"><title>porcupine-wasm</title>
<script type="module">
  import { checkInParallel, checkOperations, register } from '/dist/index.js'
  const worker = new Worker('/worker.js', { type: 'module' })
  window.judge = async (ops) => {
    const answer = new Promise((resolve, reject) => Object.assign(worker, { onmessage: resolve, onerror: reject }))
    worker.postMessage(ops)
    const twice = ['a', 'b'].flatMap((key) => ops.map((op) => ({ ...op, key })))
    const parallel = await checkInParallel({ name: 'register' }, twice, { workers: 2 })
    const page = checkOperations(register(), ops)
    return { page: page.verdict, worker: (await answer).data, parallel: parallel.objects.map((object) => object.verdict) }
  }
</script>`
const worker = `import { checkOperations, register } from '/dist/index.js'
onmessage = ({ data }) => postMessage(checkOperations(register(), data).verdict)`
const files: Record<string, [type: string, body: string]> = {
  '/': ['text/html', page],
  '/worker.js': ['text/javascript', worker],
}

/** Answered by the test: a browser drops what it fetches whenever a network interface comes or goes, this machine's own too. */
const origin = 'http://localhost'
const packaged = (path: string) => readFile(new URL(path.replace('/dist/', './'), dist), 'utf8')

describe.skipIf(!browserPath || !existsSync(new URL('index.js', dist)))('in a browser', () => {
  it('gives the same verdicts in the page and in a worker', { timeout: 60_000 }, async () => {
    const browser = await chromium.launch({ executablePath: browserPath as string, args: ['--no-sandbox'] })
    try {
      const tab = await browser.newPage()
      await tab.route(`${origin}/**`, async (route) => {
        const { pathname } = new URL(route.request().url())
        const [type, body] = files[pathname] ?? ['text/javascript', await packaged(pathname)]
        await route.fulfill({ contentType: type, body })
      })
      const errors: string[] = []
      tab.on('pageerror', (error) => errors.push(String(error)))
      tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      await tab.goto(origin)
      const stale: Operation[] = [
        { f: 'write', value: 1, invoke: 0, complete: 1 },
        { f: 'write', value: 1, invoke: 2, complete: 3 },
        { f: 'write', value: 2, invoke: 4, complete: 5 },
        { f: 'read', output: 1, invoke: 6, complete: 7 },
      ]
      for (const history of [stale, stale.slice(0, 3)]) {
        await tab.waitForFunction('window.judge')
        const seen = await tab.evaluate(`judge(${JSON.stringify(history)})`)
        const here = checkOperations(register(), history).verdict
        expect(seen).toEqual({ page: here, worker: here, parallel: [here, here] })
      }
      expect(errors).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
