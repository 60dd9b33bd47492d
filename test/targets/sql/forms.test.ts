import { expect, test } from 'vitest'
import { rewrites, sqlForms } from '../../../src/targets/sql/forms.ts'

const numbers = Array.from({ length: 12 }, (_, i) => i)

test('the mixed form uses every way on every key, and any other form one', () => {
  for (const form of sqlForms)
    for (const key of numbers) {
      const writes = new Set(numbers.map((value) => form.writing(key, value)))
      const reads = new Set(numbers.map((step) => form.lookup(key, step)))
      expect([writes.size, reads.size]).toEqual(form.name === 'mixed' ? [3, 2] : [1, 1])
    }
})

test('a form replaces lists exactly when it reads and then writes', () => {
  for (const form of sqlForms) {
    const ways = numbers.map((value) => form.writing(0, value))
    expect(rewrites(form), form.name).toBe(ways.includes('read-write'))
  }
})
