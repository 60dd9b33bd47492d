/** Text in a picture cannot be measured before it is shown; a monospaced font makes its width a matter of counting. */

/** Width of a column at 12 px, in the widest of our fonts (DejaVu Sans Mono: 0.602 em). */
export const COLUMN = 7.23

/** Twice as wide (Unicode TR11, roughly): East Asian scripts, and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u

/** How many columns a text takes. */
export function columns(text: string): number {
  let n = 0
  for (const character of text) n += wide.test(character) ? 2 : 1
  return n
}

/** Cut to so many columns, with an ellipsis. */
export function cut(text: string, room: number): string {
  if (columns(text) <= room) return text
  let n = 1
  let kept = ''
  for (const character of text) {
    n += wide.test(character) ? 2 : 1
    if (n > room) break
    kept += character
  }
  return `${kept}…`
}

/** Cut from the left: the end is what differs between two reads. */
export function cutStart(text: string, room: number): string {
  if (columns(text) <= room) return text
  const [, head = '', tail = ''] = /^(\S+ \S+ )(.*)$/u.exec(text) ?? []
  if (head === '' || columns(head) > room / 2) return cut(text, room)
  const all = [...tail]
  let n = columns(head) + 1
  let from = all.length
  while (from > 0) {
    n += wide.test(all[from - 1] ?? '') ? 2 : 1
    if (n > room) break
    from--
  }
  return `${head}…${all.slice(from).join('')}`
}
