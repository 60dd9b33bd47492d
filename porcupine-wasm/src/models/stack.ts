import { canonical } from '../core/intern.ts'
import { illegal, type Model } from '../model.ts'
import { collectionForm } from './collection-form.ts'

/** A value and the stack below it. */
interface Stack {
  readonly value: unknown
  readonly below: Stack | undefined
  /** Told apart from others as soon as somebody asks: its number, and the numbers of the stacks above it. */
  id?: number
  above?: Map<string, number>
}

/** Last in, first out: `push` (value), `pop` (output: the latest value, nil when there is none). O(1) for each stack kept. */
export function stack(): Model<Stack> {
  const { order, form } = collectionForm('stack', 'push', 'pop', 'latest first')
  const empty: Stack = { value: undefined, below: undefined, id: 0 }
  const known: Stack[] = [empty]
  const idOf = (top: Stack): number => {
    const unnamed: Stack[] = []
    let stack = top
    for (; stack.id === undefined; stack = stack.below as Stack) unnamed.push(stack)
    let id = stack.id
    for (let next = unnamed.pop(); next; next = unnamed.pop()) {
      const below = known[id] as Stack
      below.above ??= new Map()
      const name = canonical(next.value)
      id = below.above.get(name) ?? known.push(next) - 1
      below.above.set(name, id)
      next.id = id
    }
    return id
  }
  const describe = (top: Stack) => {
    const values: string[] = []
    for (let stack = top; stack.below; stack = stack.below) values.push(canonical(stack.value))
    return `[${values.reverse().join(',')}]`
  }
  return {
    name: 'stack',
    init: empty,
    step(stack, op) {
      const told = form(op)
      switch (told.kind) {
        case 'put':
          return { value: told.value, below: stack }
        case 'take':
          return stack.below && canonical(stack.value) === canonical(told.value) ? stack.below : illegal
        case 'unknown':
          return stack.below ?? stack
        case 'empty':
          return stack.below ? illegal : stack
      }
    },
    observer: (op) => form(op).kind === 'empty',
    stateKey: idOf,
    opKey: form,
    describeState: describe,
    collectionForm: { order, form },
  }
}
