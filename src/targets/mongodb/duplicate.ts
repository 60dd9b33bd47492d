import { MongoServerError, MongoWriteConcernError } from 'mongodb'

/** Whether a write was refused because a document with its _id is there, and was acknowledged as refused. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && !(error instanceof MongoWriteConcernError) && error.code === 11000
}
