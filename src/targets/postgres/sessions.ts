import { type SqlSessions, sqlSessions } from '../sql/sessions.ts'
import { register } from './register.ts'

/** The data types that PostgreSQL offers, each over one connection. */
export const sessions: SqlSessions = { ...sqlSessions, register }
