import { type SqlSessions, sqlSessions } from '../sql/sessions.ts'
import { register } from './register.ts'

/** The data types that MySQL and MariaDB offer, each over one connection. */
export const sessions: SqlSessions = { ...sqlSessions, register }
