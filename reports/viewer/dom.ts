/** Builds elements from plain text only: nothing that comes from a run is ever parsed as HTML. */
type Child = Node | string

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

export function svg(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Node[]
): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** An element that the page's template promises. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} "${id}"`)
  return element
}

export function button(label: string, title: string, act: () => void): HTMLButtonElement {
  const element = h(
    'button',
    { type: 'button', title, ...(/[a-z]/i.test(label) ? {} : { 'aria-label': title }) },
    label,
  )
  element.addEventListener('click', act)
  return element
}
