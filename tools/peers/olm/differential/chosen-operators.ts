/** Operators that have CRDs in common, or need those that others leave behind: one after the other, in this order. */
const families: readonly (readonly string[])[] = [
  ['rabbitmq-cluster-operator', 'rabbitmq-messaging-topology-operator'],
  ['prometheus', 'loki-operator', 'opentelemetry-operator'],
  ['authorino-operator', 'dns-operator', 'limitador-operator', 'kuadrant-operator'],
];

/** Each shows something that no other does; CI has no time for all. */
const inCi: readonly string[] = [
  'argocd-operator', // too large for an InstallPlan
  'cert-manager', // three Deployments, each with an account; a pre-release
  'cockroachdb', // for its own namespace
  'etcd', // versions with words in them
  'external-secrets-operator', // deprecated versions of its CRDs
  'keycloak-operator', // for its own namespace alone at first
  'kuadrant-operator', // needs three others, and moves on together with them
  'kube-green', // a webhook and its certificate
  'opentelemetry-operator', // fourteen webhooks
  'prometheus', // a first version of a time before these clusters, which both refuse
  'rabbitmq-messaging-topology-operator', // needs a kind and a package
  'snapscheduler', // for all namespaces
];

export interface Choice {
  /** To be installed, upgraded and removed. */
  compared: readonly string[];
  /** To be offered: what those need as well. */
  offered: readonly string[];
  notCompared: readonly string[];
}

/** `wanted`: names with commas between them, or `all`; without it, all but in CI. */
export function choose(operators: readonly string[], wanted: string | undefined, ci: boolean): Choice {
  const some = wanted === undefined ? (ci ? inCi : operators) : wanted === 'all' ? operators : wanted.split(',');
  const compared = operators.filter((name) => some.includes(name));
  const needed = families.filter((family) => family.some((name) => compared.includes(name))).flat();
  return {
    compared,
    offered: operators.filter((name) => compared.includes(name) || needed.includes(name)),
    notCompared: operators.filter((name) => !compared.includes(name)),
  };
}

/** Operators that go one after the other (families), and each other one by itself; what takes longest first. */
export function lanesOf(operators: readonly string[]): string[][] {
  const together = families.map((family) => family.filter((name) => operators.includes(name)));
  const alone = operators.filter((name) => !families.flat().includes(name)).map((name) => [name]);
  return [...together, ...alone].filter((lane) => lane.length > 0).sort((a, b) => b.length - a.length);
}
