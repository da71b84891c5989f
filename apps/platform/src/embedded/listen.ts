import { Failure } from '@violet/machinery';

/** Turns the system's words for a port that cannot be had into ours, with the option that mends it. */
export function portFailure(error: unknown, what: string, host: string, port: number, option: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'EADDRINUSE') {
    return new Failure('Conflict', `port ${port} of ${host}, which ${what} needs, is in use`, {
      hint: `Stop what uses it, or choose another port with ${option}.`,
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new Failure('Forbidden', `port ${port} of ${host}, which ${what} needs, is not allowed for this user`, {
      hint: `Choose a port above 1023 with ${option}.`,
      cause: error,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Failure('BadRequest', `${host} is no address of this machine, and ${what} cannot listen there`, {
      hint: 'Choose another one with --host.',
      cause: error,
    });
  }
  return error;
}

/** A host as it stands in a URL: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
