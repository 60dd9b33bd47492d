/** Why a disk refused, in words: for the one sentence that a user reads. */
export function diskReason(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC') return 'the disk is full (ENOSPC)'
  if (code === 'EDQUOT') return 'the disk quota is used up (EDQUOT)'
  if (code === 'EIO') return 'the disk reports an input/output error (EIO)'
  if (code === 'EFBIG') return 'the file has reached the largest size allowed here (EFBIG)'
  return message
}
