import type { Container, PodSpec } from '@violet/api';

const USER = 1001;

/** What Pod Security's `restricted` level asks for. */
export function restricted(spec: PodSpec): PodSpec {
  const { initContainers } = spec;
  return {
    ...spec,
    securityContext: { seccompProfile: { type: 'RuntimeDefault' }, runAsUser: USER, runAsNonRoot: true },
    containers: spec.containers.map(restrictedContainer),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(restrictedContainer) }),
  };
}

function restrictedContainer(container: Container): Container {
  const added = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  return { ...container, securityContext: { ...container.securityContext, ...added } };
}
