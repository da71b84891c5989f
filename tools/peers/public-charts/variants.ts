import { createHash } from 'node:crypto';
import { cloneJson, isJsonObject, type Json, type JsonObject, setMember } from '@violet/machinery';

/** Values to render a chart with, and what was done to the chart's own to get them. */
export interface Variant {
  name: string;
  values: JsonObject;
}

type Path = readonly string[];
interface Leaf {
  path: Path;
  value: Json;
}

/** How many values are turned alone, for each way of turning them. */
const aloneAtMost = 2;
const halves = 2;

/** Variations of a chart's default values, the same ones each time: what people turn, and what they get wrong. */
export function variantsOf(defaults: JsonObject): Variant[] {
  const leaves = leavesOf(defaults);
  const switches = leaves.filter(({ value }) => typeof value === 'boolean');
  return [
    { name: 'defaults', values: {} },
    ...switchVariants(switches),
    ...fillVariants(leaves, switches),
    ...nullVariants(leaves),
    ...wrongTypeVariants(leaves),
  ].filter(({ name, values }) => name === 'defaults' || Object.keys(values).length > 0);
}

function switchVariants(switches: readonly Leaf[]): Variant[] {
  const off = switches.filter(({ value }) => value === false);
  const numbers = Array.from({ length: halves }, (_, number) => number);
  return [
    { name: 'every switch turned', values: overlay(switches, turned) },
    { name: 'everything on', values: overlay(off, turned) },
    { name: 'everything off', values: overlay(switches, () => false) },
    ...numbers.map((number) => ({
      name: `half of the switches turned (${number + 1})`,
      values: overlay(
        switches.filter(({ path }) => hash(path, number) % 2 === 0),
        turned,
      ),
    })),
    ...alone(switches, 'turned').map((leaf) => ({
      name: `${dotted(leaf)} turned`,
      values: overlay([leaf], turned),
    })),
  ];
}

function turned({ value }: Leaf): Json {
  return value !== true;
}

/** What people put where a chart leaves an empty map or list. */
const fillings: readonly { keys: RegExp; map?: Json; list?: Json }[] = [
  { keys: /nodeSelector$/i, map: { 'kubernetes.io/os': 'linux', disk: 'ssd' } },
  { keys: /tolerations$/i, list: [{ key: 'dedicated', operator: 'Equal', value: 'true', effect: 'NoSchedule' }] },
  {
    keys: /affinity$/i,
    map: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] }],
        },
      },
    },
  },
  {
    keys: /resources$/i,
    map: { limits: { cpu: 1, memory: '512Mi' }, requests: { cpu: '250m', memory: 536870912 } },
  },
  { keys: /securityContext$/i, map: { runAsUser: 1000, runAsNonRoot: true, capabilities: { drop: ['ALL'] } } },
  { keys: /annotations$/i, map: { 'example.com/note': 'a: "b" # c', 'example.com/long': 'words '.repeat(30).trim() } },
  { keys: /labels$/i, map: { team: 'one', version: '1.10', 'example.com/on': 'true' } },
  { keys: /imagePullSecrets$/i, list: [{ name: 'regcred' }] },
  { keys: /(env|envVars)$/i, list: [{ name: 'A', value: '1' }], map: { A: 'one', B: 'two' } },
  { keys: /volumes$/i, list: [{ name: 'extra', emptyDir: {} }] },
  { keys: /volumeMounts$/i, list: [{ name: 'extra', mountPath: '/extra' }] },
  { keys: /args$/i, list: ['--a=b', '--c', '10'] },
  {
    keys: /topologySpreadConstraints$/i,
    list: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
  },
  { keys: /hosts$/i, list: [{ host: 'a.example.com', paths: [{ path: '/', pathType: 'Prefix' }] }] },
  { keys: /tls$/i, list: [{ secretName: 'tls', hosts: ['a.example.com'] }] },
];

/** What templates repeat something by: not to be made large. */
const counts = /replica|count|shard|node|master|slave|tserver|partition|drive|pool/i;

function fillVariants(leaves: readonly Leaf[], switches: readonly Leaf[]): Variant[] {
  const empty = leaves.flatMap((leaf) => {
    const value = fillingOf(leaf);
    return value === undefined ? [] : [{ path: leaf.path, value }];
  });
  const numbers = leaves.filter(({ path, value }) => typeof value === 'number' && !counts.test(path.at(-1) ?? ''));
  const enabled = switches.filter(({ path, value }) => value === false && /enabled?$/i.test(path.at(-1) ?? ''));
  return [
    { name: 'what is empty filled', values: overlay(empty, ({ value }) => value) },
    {
      name: 'filled and enabled',
      values: overlay([...empty, ...enabled], ({ value }) => (value === false ? true : value)),
    },
    { name: 'large numbers', values: overlay(numbers, () => 12345678) },
  ];
}

function fillingOf({ path, value }: Leaf): Json | undefined {
  const filling = fillings.find(({ keys }) => keys.test(path.at(-1) ?? ''));
  if (Array.isArray(value)) return value.length === 0 ? filling?.list : undefined;
  return isJsonObject(value) ? filling?.map : undefined;
}

function nullVariants(leaves: readonly Leaf[]): Variant[] {
  const third = leaves.filter(({ path }) => hash(path, 'null') % 3 === 0);
  return [
    { name: 'a third of the values null', values: overlay(third, () => null) },
    ...alone(leaves, 'null').map((leaf) => ({ name: `${dotted(leaf)} null`, values: overlay([leaf], () => null) })),
  ];
}

function wrongTypeVariants(leaves: readonly Leaf[]): Variant[] {
  return alone(leaves, 'wrong').map((leaf) => ({
    name: `${dotted(leaf)} of another type`,
    values: overlay([leaf], ({ value }) => anotherType(value)),
  }));
}

function anotherType(value: Json): Json {
  if (typeof value === 'string') return { a: 1 };
  if (typeof value === 'number') return 'many';
  if (typeof value === 'boolean') return 'no';
  return Array.isArray(value) ? 'text' : ['a', 2];
}

/** Values without members of their own: texts, numbers, switches, null, lists, empty maps. */
function leavesOf(values: JsonObject, above: Path = []): Leaf[] {
  return Object.entries(values).flatMap(([key, value = null]) => {
    const path = [...above, key];
    return isJsonObject(value) && Object.keys(value).length > 0 ? leavesOf(value, path) : [{ path, value }];
  });
}

function overlay(leaves: readonly Leaf[], change: (leaf: Leaf) => Json): JsonObject {
  const values: JsonObject = {};
  for (const leaf of leaves) {
    let at = values;
    for (const key of leaf.path.slice(0, -1)) {
      const below = at[key];
      const next = isJsonObject(below) ? below : {};
      setMember(at, key, next);
      at = next;
    }
    setMember(at, leaf.path.at(-1) ?? '', cloneJson(change(leaf)));
  }
  return values;
}

/** A few of them, spread over the chart. */
function alone(leaves: readonly Leaf[], purpose: string): Leaf[] {
  return leaves.toSorted((left, right) => hash(left.path, purpose) - hash(right.path, purpose)).slice(0, aloneAtMost);
}

function hash(path: Path, salt: string | number): number {
  return createHash('sha256')
    .update(JSON.stringify([salt, path]))
    .digest()
    .readUInt32BE(0);
}

function dotted({ path }: Leaf): string {
  return path.join('.');
}
