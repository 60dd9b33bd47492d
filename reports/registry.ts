import { byName } from '../src/op/names.ts'
import type { StoredRun } from '../src/store/run.ts'
import { html } from './html.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import type { Reporter } from './reporter.ts'
import { terminal } from './terminal.ts'

/** Every reporter. Those with a file are written into the run's folder; the others are shown. */
export const reporters: readonly Reporter[] = [html, junit, markdown, terminal()]

export function reporter(name: string): Reporter {
  return byName('reporter', reporters, name)
}

/** A run told by one reporter; what is shown on a terminal ends with a line break. */
export async function render(name: string, run: StoredRun): Promise<string> {
  return reporter(name).render(run)
}
