import type { CommandContext } from '../command/define-command.ts';
import { type ProxyFor, proxyFor, proxySecrets } from './proxy-for.ts';

/** The proxies that the environment names; nothing of how we log in to them is printed from here on. */
export function proxies({ env, terminal }: Pick<CommandContext, 'env' | 'terminal'>): ProxyFor {
  for (const secret of proxySecrets(env)) terminal.hide(secret);
  return proxyFor(env);
}
