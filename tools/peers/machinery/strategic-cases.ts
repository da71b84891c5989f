import type { Json, JsonObject } from '../../../packages/machinery/src/json.ts';
import type { Random } from './random.ts';

/** A random object of a built-in kind, rich in lists that strategic merge knows. */
export function randomBuiltin(random: Random, kind: string): JsonObject {
  const object: JsonObject = { metadata: metadata(random) };
  if (kind === 'Service') object['spec'] = serviceSpec(random);
  else if (kind === 'ServiceAccount') {
    object['secrets'] = some(random, ['s1', 's2', 's3'], (name) => ({
      name,
      ...(random.chance(0.5) ? { namespace: 'x' } : {}),
    }));
    object['imagePullSecrets'] = some(random, ['p1', 'p2'], (name) => ({ name }));
  } else if (kind === 'ConfigMap') object['data'] = labels(random);
  else if (kind === 'ClusterRole')
    object['rules'] = some(random, ['get', 'list'], (verb) => ({ verbs: [verb], resources: ['pods'] }));
  else if (kind === 'Pod') object['spec'] = podSpec(random);
  else
    object['spec'] = {
      replicas: random.below(3),
      ...strategy(random),
      template: { metadata: metadata(random), spec: podSpec(random) },
    };
  return object;
}

/** Patches that people write by hand. */
export function handPatch(random: Random): JsonObject {
  return random.pick<JsonObject>([
    { spec: { $patch: 'replace', replicas: 3 } },
    { spec: { template: { spec: { containers: [{ name: 'c1', $patch: 'delete' }] } } } },
    { spec: { template: { spec: { containers: [{ $patch: 'replace' }, { name: 'c2', image: 'new' }] } } } },
    { spec: { template: { spec: { containers: [{ image: 'no name' }] } } } },
    { spec: { template: { spec: { volumes: [{ name: 'v1', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] } } } },
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: {} } } },
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['f/a'] } },
    { metadata: { '$setElementOrder/finalizers': ['f/c', 'f/a'], finalizers: ['f/c'] } },
    { metadata: { finalizers: ['f/z'], labels: { l1: null, new: 'x' } } },
    { metadata: null },
    { spec: { template: { spec: { tolerations: [{ key: 'only' }] } } } },
    {
      spec: {
        ports: [
          { port: 80, $patch: 'delete' },
          { port: 99, name: 'p99' },
        ],
      },
    },
    {
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'c1',
                env: [
                  { name: 'A', value: 'z' },
                  { name: 'B', $patch: 'delete' },
                ],
              },
            ],
          },
        },
      },
    },
    { spec: { $patch: 'delete' } },
    { spec: { $patch: 'wrong' } },
    { spec: { template: { spec: { containers: { name: 'no list' } } } } },
    { spec: { template: { spec: { nodeSelector: { $patch: 'replace', only: 'this' } } } } },
    {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'c3' }, { name: 'c1' }],
            containers: [{ name: 'c3', image: 'i3' }],
          },
        },
      },
    },
  ]);
}

function some(random: Random, keys: readonly string[], make: (key: string) => Json): Json[] {
  const chosen = keys.filter(() => random.chance(0.6));
  return chosen.sort(() => (random.chance(0.5) ? 1 : -1)).map(make);
}

function labels(random: Random): JsonObject {
  return Object.fromEntries(
    ['l1', 'l2', 'l3'].filter(() => random.chance(0.5)).map((key) => [key, random.pick(['x', 'y'])]),
  );
}

function metadata(random: Random): JsonObject {
  return {
    name: 'web',
    ...(random.chance(0.7) ? { labels: labels(random) } : {}),
    ...(random.chance(0.4) ? { finalizers: some(random, ['f/a', 'f/b', 'f/c'], (name) => name) } : {}),
    ...(random.chance(0.3)
      ? {
          ownerReferences: some(random, ['u1', 'u2'], (uid) => ({
            apiVersion: 'v1',
            kind: 'X',
            name: random.pick(['n', 'm']),
            uid,
          })),
        }
      : {}),
  };
}

function strategy(random: Random): JsonObject {
  if (random.chance(0.3)) return {};
  return {
    strategy: random.chance(0.5)
      ? { type: 'Recreate' }
      : { type: 'RollingUpdate', rollingUpdate: { maxSurge: random.pick<Json>([1, '25%']) } },
  };
}

function podSpec(random: Random): JsonObject {
  return {
    containers: some(random, ['c1', 'c2', 'c3'], (name) => container(random, name)),
    ...(random.chance(0.5) ? { volumes: some(random, ['v1', 'v2', 'v3'], (name) => volume(random, name)) } : {}),
    ...(random.chance(0.4) ? { tolerations: some(random, ['t1', 't2'], (key) => ({ key, operator: 'Exists' })) } : {}),
    ...(random.chance(0.4) ? { nodeSelector: labels(random) } : {}),
    ...(random.chance(0.3) ? { imagePullSecrets: some(random, ['p1', 'p2'], (name) => ({ name })) } : {}),
    ...(random.chance(0.3)
      ? { hostAliases: some(random, ['1.1.1.1', '2.2.2.2'], (ip) => ({ ip, hostnames: ['h'] })) }
      : {}),
    ...(random.chance(0.3)
      ? { securityContext: { runAsUser: random.below(3), supplementalGroups: [random.below(3)] } }
      : {}),
  };
}

function container(random: Random, name: string): JsonObject {
  return {
    name,
    image: random.pick(['i1', 'i2']),
    ...(random.chance(0.5) ? { args: some(random, ['-a', '-b', '-c'], (text) => text) } : {}),
    ...(random.chance(0.6)
      ? { env: some(random, ['A', 'B', 'C'], (key) => ({ name: key, value: random.pick(['1', '2']) })) }
      : {}),
    ...(random.chance(0.5)
      ? {
          ports: some(random, ['80', '81', '82'], (port) => ({
            containerPort: Number(port),
            ...(random.chance(0.3) ? { protocol: 'UDP' } : {}),
          })),
        }
      : {}),
    ...(random.chance(0.4)
      ? { volumeMounts: some(random, ['/a', '/b'], (mountPath) => ({ mountPath, name: random.pick(['v1', 'v2']) })) }
      : {}),
    ...(random.chance(0.3) ? { resources: { limits: { cpu: random.pick(['1', '2']) } } } : {}),
  };
}

function volume(random: Random, name: string): JsonObject {
  return {
    name,
    ...random.pick<JsonObject>([{ emptyDir: {} }, { configMap: { name: 'cm' } }, { hostPath: { path: '/x' } }]),
  };
}

function serviceSpec(random: Random): JsonObject {
  return {
    selector: labels(random),
    ports: some(random, ['80', '81', '82'], (port) => ({
      port: Number(port),
      name: `p${port}`,
      targetPort: random.pick<Json>([1, 'http']),
    })),
    ...(random.chance(0.3) ? { externalIPs: some(random, ['9.9.9.9', '8.8.8.8'], (ip) => ip) } : {}),
  };
}
