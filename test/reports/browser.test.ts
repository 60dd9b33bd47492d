import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { html } from '../../reports/html.ts'
import type { Op } from '../../src/op/op.ts'
import type { StoredRun } from '../../src/store/run.ts'
import { buildViewer, launch, withoutBrowser } from './chromium.ts'
import { type SyntheticOptions, syntheticRun } from './synthetic.ts'
import { concurrent, examples, ring, transactionalRun } from './transactional.ts'

const nasty = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&<!--`

if (withoutBrowser !== undefined) console.warn(`reports in a browser: skipped, ${withoutBrowser}`)

describe.skipIf(withoutBrowser !== undefined)('the HTML report in a browser', () => {
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    buildViewer()
    folder = mkdtempSync(join(tmpdir(), 'murphy-report-'))
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The page of a run, opened from its file, with everything that the browser complained of. */
  async function open(
    options: SyntheticOptions | StoredRun,
    { hash = '', ...context }: BrowserContextOptions & { hash?: string } = {},
  ): Promise<{ page: Page; complaints: string[]; size: number; openedMs: number }> {
    const content = await html.render('ops' in options ? syntheticRun(options) : options)
    const file = join(folder, `${Math.random()}.html`)
    writeFileSync(file, content)
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...context })
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) complaints.push(request.url())
    })
    const began = performance.now()
    await page.goto(`${pathToFileURL(file).href}${hash}`)
    if (context.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready]')
    return { page, complaints, size: Buffer.byteLength(content), openedMs: performance.now() - began }
  }

  /** Share of the chart's pixels that are not background. */
  function ink(page: Page): Promise<number> {
    return page.evaluate(`(() => {
      const canvas = document.getElementById('chart')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      let drawn = 0
      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) drawn++
      return drawn / (data.length / 4)
    })()`)
  }

  test.each([1000, 100_000])('opens at %i ops, below 5 MB, without complaints', async (ops) => {
    const { page, complaints, size, openedMs } = await open({ ops, concurrency: 20 })
    console.log(`${ops} ops: ${(size / 1e6).toFixed(2)} MB, open after ${Math.round(openedMs)} ms`)
    expect(size).toBeLessThan(5e6)
    expect(complaints).toEqual([])
    expect(await page.textContent('h1')).toContain('PostgreSQL (async) lost')
    expect(await ink(page)).toBeGreaterThan(0.05)
    await page.close()
  })

  test('shows what is nasty as text', async () => {
    const { page, complaints } = await open({ ops: 200, nasty })
    expect(complaints).toEqual([])
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('.sheet').last().textContent()).toContain(nasty)
    await page.locator('#chart').focus()
    await page.keyboard.press('j')
    await expect.poll(() => page.locator('#card h3').textContent()).toContain(nasty)
    expect(await page.locator('#card dl').textContent()).toContain(nasty)
    await page.close()
  })

  test('draws what is empty, timeless, endless or backwards', async () => {
    const run = syntheticRun({ ops: 100 })
    const op = (index: number, more: Partial<Op>): Op => ({
      index,
      time: 0,
      process: 0,
      type: 'invoke',
      f: 'read',
      value: null,
      ...more,
    })
    const odd = [
      [],
      [op(0, {})],
      [op(0, {}), op(1, { type: 'ok' })],
      [op(0, { time: 9e9 }), op(1, { type: 'info', time: 3e9 }), op(2, { time: -5, process: 900_000_000 })],
    ]
    for (const history of odd) {
      const { page, complaints } = await open({ ...run, samples: [], history })
      await page.locator('#chart').focus()
      for (const key of ['j', 'Enter', '-', '+', 'ArrowRight', 'k', 'n', '0']) await page.keyboard.press(key)
      expect(complaints).toEqual([])
      expect(await page.locator('#viewer-failed').isVisible()).toBe(false)
      await page.close()
    }
  })

  test.each(['G2-item', 'G1a', 'internal', 'incompatible-order'])(
    'shows %s: heading, picture, proof, shells; nothing from outside runs',
    async (type) => {
      const run = await transactionalRun(examples[type] ?? [], { expect: 'strict-serializable' })
      const { page, complaints } = await open(run)
      const anomaly = page.locator('.anomaly', { has: page.locator(`.names code:text-is("${type}")`) }).first()
      expect(await anomaly.locator('h3').first().textContent()).toContain(type)
      expect(await anomaly.locator('svg.wide-picture').first().isVisible()).toBe(true)
      expect(await anomaly.locator('svg.narrow-picture').first().isVisible()).toBe(false)
      expect(await anomaly.locator('.steps li').count()).toBeGreaterThan(0)
      await anomaly.locator('.reproducer summary').click()
      expect(await anomaly.locator('.pastes pre').first().textContent()).toContain('CREATE TABLE murphy_case')
      const link = anomaly.locator('.let a').first()
      await link.click()
      await expect.poll(() => page.locator('#card h3').textContent()).toMatch(/^#\d+ txn /)
      expect(complaints).toEqual([])
      await page.close()
    },
  )

  test('on a phone the picture has one column and nothing runs off the side', async () => {
    const run = await transactionalRun(ring(30), { expect: 'serializable' })
    const { page, complaints } = await open(run, { viewport: { width: 400, height: 800 }, colorScheme: 'dark' })
    expect(await page.locator('svg.narrow-picture').first().isVisible()).toBe(true)
    expect(await page.locator('svg.wide-picture').first().isVisible()).toBe(false)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('keys and values of transactions cannot break out of the page', async () => {
    const history = concurrent(
      ['ok', ['r', nasty, []], ['append', 'y', nasty]],
      ['ok', ['r', 'y', []], ['append', nasty, nasty]],
      ['ok', ['r', nasty, [nasty]], ['r', 'y', [nasty]]],
    )
    const { page, complaints } = await open(await transactionalRun(history))
    expect(await page.locator('.anomaly svg').count()).toBeGreaterThan(0)
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('.pastes').first().textContent()).toContain('<img src=x')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('reads without scripts', async () => {
    const { page, complaints } = await open({ ops: 500 }, { javaScriptEnabled: false })
    expect(complaints).toEqual([])
    for (const id of ['verdict', 'promises', 'lost', 'evidence', 'story']) {
      expect(await page.locator(`#${id}`).isVisible()).toBe(true)
    }
    expect(await page.locator('#lost tbody tr').count()).toBeGreaterThan(10)
    expect(await page.locator('noscript .note').isVisible()).toBe(true)
    expect(await page.locator('#viewer').isVisible()).toBe(false)
    await page.close()
  })

  test('a link to an op opens at that op', async () => {
    const run = syntheticRun({ ops: 2000 })
    const op = run.history.find(({ type, f, index }) => type === 'invoke' && f === 'add' && index > 1500)
    const { page } = await open({ ops: 2000 }, { hash: `#op=${op?.index}&t=9-10` })
    await expect.poll(() => page.locator('#card h3').textContent()).toBe(`#${op?.index} add ${op?.value}`)
    await page.waitForFunction(`location.hash.startsWith('#op=${op?.index}&t=')`)
    await page.close()
  })

  test('keys, filters and the lost writes lead to ops', async () => {
    const { page, complaints } = await open({ ops: 1000 })
    const heading = page.locator('#card h3')
    await page.locator('#lost tbody a').first().click()
    const first = await page.locator('#lost tbody a').first().textContent()
    await expect.poll(() => heading.textContent()).toContain(`${first} add`)
    expect(await page.locator('#card .found').count()).toBe(1)
    await page.locator('#chart').focus()
    await page.keyboard.press('n')
    await expect.poll(() => heading.textContent()).not.toContain(`${first} add`)
    await page.keyboard.press('Escape')
    await expect.poll(() => heading.textContent()).toBe('This window')
    const before = await page.locator('#filters output').textContent()
    await page.getByText('ok', { exact: true }).first().click()
    await expect.poll(() => page.locator('#filters output').textContent()).not.toBe(before)
    await page.keyboard.press('0')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('drag zooms, the wheel zooms a chart in use, hover tells', async () => {
    const { page, complaints } = await open({ ops: 1000 })
    const chart = page.locator('#chart')
    await chart.scrollIntoViewIfNeeded()
    const box = await chart.boundingBox()
    if (box === null) throw new Error('the chart has no box')
    const window = (): Promise<string | null> => page.locator('#card dl').textContent()
    const whole = await window()
    await page.mouse.move(box.x + 300, box.y + 300)
    await page.mouse.down()
    await page.mouse.move(box.x + 500, box.y + 310, { steps: 4 })
    await page.mouse.up()
    await expect.poll(window).not.toBe(whole)
    const zoomed = await window()
    await chart.focus()
    const top = await page.evaluate('scrollY')
    await page.mouse.wheel(0, -200)
    await expect.poll(window).not.toBe(zoomed)
    expect(await page.evaluate('scrollY')).toBe(top)
    await page.keyboard.press('0')
    await expect.poll(window).toBe(whole)
    for (let y = 4; y < box.height; y += 9) await page.mouse.move(box.x + 620, box.y + y)
    expect(complaints).toEqual([])
    await page.close()
  })

  test.each(['light', 'dark'] as const)('text stands out in %s', async (colorScheme) => {
    const { page } = await open({ ops: 200 }, { colorScheme })
    expect(await page.evaluate(contrast)).toEqual([])
    await page.close()
  })

  test.each([360, 1600])('nothing sticks out at %i px', async (width) => {
    const { page } = await open({ ops: 300, nasty }, { viewport: { width, height: 800 } })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    await page.close()
  })
})

/** Elements whose text has less contrast to its background than WCAG 2.2 AA asks (4.5). */
const contrast = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => {
    const c = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
  }
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor)
      if (colour.length === 3 || colour[3] > 0.5) return colour
    }
    return [255, 255, 255]
  }
  const poor = []
  for (const element of document.querySelectorAll('main *, header *, footer *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
    if (!own || element.closest('script, noscript, [hidden], option') !== null) continue
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (ratio < 4.5) poor.push(element.className + ' ' + element.textContent.trim().slice(0, 30) + ' ' + ratio.toFixed(2))
  }
  return poor
})()`
