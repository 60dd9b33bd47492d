import ejs from 'ejs'
import { hash, stylesheet, templates, viewer } from './assets.ts'
import { embed } from './embed.ts'
import { family } from './families.ts'
import { learntText } from './model/columns.ts'
import { SHOWN } from './model/lost.ts'
import { page } from './model/page.ts'
import { pasteText } from './model/pastes.ts'
import { checkedText, promiseText } from './model/promises.ts'
import { arrowKinds, pictures } from './picture/draw.ts'
import { kinds } from './picture/kinds.ts'
import type { Reporter } from './reporter.ts'
import * as text from './text.ts'

/**
 * One self-contained page that opens from a file, offline, with no script but its own: the policy admits our one
 * stylesheet and our one script by their hashes. Whatever comes from outside is escaped by the templates (`<%=`), and
 * the history travels as base64, which no HTML parser can trip over.
 */
export const html: Reporter = {
  name: 'html',
  file: 'report.html',
  async render(run) {
    const model = page(run)
    const data = await embed(model)
    const style = stylesheet()
    const script = viewer()
    const policy = [
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; ')
    return ejs.renderFile(`${templates}page.ejs`, {
      page: model,
      data,
      style,
      script,
      policy,
      SHOWN,
      learntText,
      checkedText,
      promiseText,
      family,
      pasteText,
      pictures,
      arrowKinds,
      kinds,
      ...text,
    })
  },
}
