/** Elements of SVG as text; every attribute and every text is escaped here, and nowhere else. */

export interface Markup {
  readonly markup: string
}

type Attributes = { readonly [name: string]: string | number | undefined }

export function element(name: string, attributes: Attributes, ...children: readonly (Markup | string)[]): Markup {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? rounded(value) : String(value))}"`)
    .join('')
  const inside = children.map((child) => (typeof child === 'string' ? escaped(child) : child.markup)).join('')
  return { markup: inside === '' ? `<${name}${given}/>` : `<${name}${given}>${inside}</${name}>` }
}

function rounded(n: number): string {
  return String(Math.round(n * 10) / 10)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
      .replace(/[\u0000-\u001f\u007f-\u009f\p{Surrogate}]/gu, '\ufffd')
      .replace(/[&<>"']/g, (c) => entities[c] ?? c)
  )
}
