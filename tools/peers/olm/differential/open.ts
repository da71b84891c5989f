const notJudged = 'not judged yet: no whole run of it has ended on a machine at rest';

/** Public operators that are not compared, and why; each is told of by a test's name. */
export const open: ReadonlyMap<string, string> = new Map([
  [
    'argocd-operator',
    'too large for one InstallPlan: upstream leaves an empty plan behind at each attempt, ours says how large it is',
  ],
  ...[
    'apicurio-registry-3',
    'authorino-operator',
    'camel-k',
    'cert-manager',
    'clickhouse',
    'cockroachdb',
    'dns-operator',
    'external-secrets-operator',
    'grafana-operator',
    'jaeger',
    'keycloak-operator',
    'kuadrant-operator',
    'limitador-operator',
    'loki-operator',
    'mariadb-operator',
    'node-healthcheck-operator',
    'opentelemetry-operator',
    'prometheus',
    'rabbitmq-cluster-operator',
    'rabbitmq-messaging-topology-operator',
    'redis-operator',
    'self-node-remediation',
    'strimzi-kafka-operator',
  ].map((name) => [name, notJudged] as const),
]);

/** Scenarios that still differ, and in what; each is told of by a test's name. */
export const openScenarios: ReadonlyMap<string, string> = new Map([
  ['an account that may do little', 'status.serviceAccountRef has no resourceVersion; a label of the namespace'],
  ['an account that may do all in its namespace', 'status.serviceAccountRef has no resourceVersion'],
  ['a Subscription that changes the Deployment', 'upstream finds the Deployment changed once, and installs it again'],
]);
