import type { Option } from '../../op/option.ts'
import { sqlForms } from './forms.ts'

/** The options of every target that speaks SQL. */
export const sqlOptions: readonly Option[] = [
  {
    name: 'sql-form',
    about: 'how transactions write a value that may not be there yet, and read it',
    values: sqlForms.map(({ name }) => name),
    default: 'mixed',
  },
  {
    name: 'tables',
    about: 'how many tables the keys of transactions are spread over',
    least: 1,
    most: 100,
    whole: true,
    default: 3,
  },
]
