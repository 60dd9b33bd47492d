import { h } from './dom.ts'

/** Copies text; where the browser refuses (some do for files), by way of a selection. Says whether it worked. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = h('textarea', { 'aria-hidden': 'true' })
    area.value = text
    document.body.append(area)
    area.select()
    const copied = document.execCommand('copy')
    area.remove()
    return copied
  }
}

function wire(button: HTMLButtonElement, text: () => string): void {
  const label = button.textContent ?? 'Copy'
  button.addEventListener('click', async () => {
    button.textContent = (await copy(text())) ? 'Copied' : 'Press Ctrl+C'
    setTimeout(() => {
      button.textContent = label
    }, 1500)
  })
}

export function copyButton(label: string, text: string): HTMLButtonElement {
  const button = h('button', { type: 'button' }, label)
  wire(button, () => text)
  return button
}

/** `<button data-copy="id">` copies the text of the element with that id. */
export function wireCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    wire(button, () => document.getElementById(button.dataset.copy ?? '')?.textContent ?? '')
  }
}
