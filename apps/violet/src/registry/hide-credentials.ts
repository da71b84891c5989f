import type { Credentials } from '@violet/oci';
import type { Terminal } from '../terminal/terminal.ts';

/** No line that is printed from here on repeats what is secret of them. */
export function hideCredentials(credentials: Credentials | undefined, terminal: Terminal): void {
  if (credentials === undefined) return;
  if ('token' in credentials) terminal.hide(credentials.token);
  else if ('refreshToken' in credentials) terminal.hide(credentials.refreshToken);
  else terminal.hide(credentials.password);
}
