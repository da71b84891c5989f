import type { RequestContext } from '@violet/apiserver';

/** Writes that the server itself makes. */
export const systemContext: RequestContext = {
  user: { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] },
  userAgent: 'kube-apiserver',
  signal: new AbortController().signal,
};
