import { goQuote } from '@violet/gotemplate';
import {
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  isJsonObject,
  pathSegmentProblems,
} from '@violet/machinery';
import { type Capabilities, kubeVersionOf } from '../render/capabilities.ts';
import { readYamlAsJson } from '../yaml/read.ts';
import { deprecationOf } from './deprecated-kinds.ts';
import type { Finding } from './message.ts';

/** As much of an object as is looked at. */
export interface RenderedObject {
  apiVersion: string;
  kind: string;
  name: string;
}

/** By the rules of the kind; a kind that is not known has a name as a domain has. */
export function objectNameFinding({ kind, name }: RenderedObject): Finding {
  const problems = nameProblems(kind.toLowerCase(), name);
  if (problems.length === 0) return undefined;
  const all = problems.map((problem) => `metadata.name: Invalid value: ${goQuote(name)}: ${problem}`);
  const shown = all.length === 1 ? all.join('') : `[${all.join(', ')}]`;
  return `object name does not conform to Kubernetes naming requirements: ${goQuote(name)}: ${shown}`;
}

function nameProblems(kind: string, name: string): string[] {
  switch (kind) {
    case 'service':
      return dns1035LabelProblems(name);
    case 'namespace':
      return dnsLabelProblems(name);
    case 'certificatesigningrequest':
      return [];
    case 'role':
    case 'clusterrole':
    case 'rolebinding':
    case 'clusterrolebinding':
      return pathSegmentProblems(name);
    default:
      return dnsSubdomainProblems(name);
  }
}

/** Helm as it is released knows of no newer cluster unless it is told of one. */
const assumedVersion = kubeVersionOf('v1.20.0');

export function deprecationFinding(
  { apiVersion, kind }: RenderedObject,
  version: Capabilities['kubeVersion'] = assumedVersion,
): Finding {
  const deprecation = deprecationOf(apiVersion, kind);
  if (deprecation === undefined) return undefined;
  const { since, removed, replacement } = deprecation;
  if (Number(version.major) === 1 && Number(version.minor) < since) return undefined;
  const gone = removed === undefined ? '' : `, unavailable in v1.${removed}+`;
  const instead = replacement === '' ? '' : `; use ${replacement}`;
  return `${apiVersion} ${kind} is deprecated in v1.${since}+${gone}${instead}`;
}

const selecting = new Set(['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet']);

export function selectorFinding({ kind, name }: RenderedObject, text: string): Finding {
  if (!selecting.has(kind) || /matchLabels|matchExpressions/.test(text)) return undefined;
  return `a ${kind} must contain matchLabels or matchExpressions, and ${goQuote(name)} does not`;
}

export function listFinding({ kind }: RenderedObject, document: string): Finding {
  if (kind !== 'List') return undefined;
  const list = readYamlAsJson(document);
  const items = isJsonObject(list) ? list['items'] : undefined;
  const keeps = Array.isArray(items) && items.some((item) => keepsItself(item));
  return keeps ? "Annotation 'helm.sh/resource-policy' within List objects are ignored" : undefined;
}

function keepsItself(item: unknown): boolean {
  const metadata = isJsonObject(item) ? item['metadata'] : undefined;
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) && Object.hasOwn(annotations, 'helm.sh/resource-policy');
}
