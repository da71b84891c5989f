import { Failure } from '@violet/machinery';

const callsOfWriting = new Set(['open', 'write', 'writev', 'fdatasync', 'close', 'rename', 'unlink']);

/** What goes wrong while files are written, in one sentence; any other error is given back. */
export function asWriteFailure(path: string, error: unknown): unknown {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined && callsOfWriting.has(syscall)
    ? cannotWrite(path, error as NodeJS.ErrnoException)
    : error;
}

export function cannotWrite(path: string, cause: NodeJS.ErrnoException): Failure {
  const isFull = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  return new Failure('BadRequest', `cannot write ${path}: ${whyOf(cause)}`, {
    cause,
    hint: isFull
      ? 'Make room, or write it elsewhere with --output-file.'
      : 'Choose another place for it with --output-file.',
  });
}

export function tooLarge(path: string, neededBytes: number, freeBytes: number): Failure {
  return new Failure(
    'BadRequest',
    `cannot write ${path}: it will have ${neededBytes} bytes, and the disk has room for ${freeBytes}`,
    { hint: 'Make room, or write it elsewhere with --output-file.' },
  );
}

function whyOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EROFS':
      return 'the disk is read-only';
    case 'EACCES':
    case 'EPERM':
      return 'you may not write there';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such directory';
    case 'EISDIR':
      return 'a directory has this name';
    default:
      return message;
  }
}
