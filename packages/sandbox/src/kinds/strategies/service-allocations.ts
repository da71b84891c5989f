import { cloneJson, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { setEmpty, setMissing, structIn } from '../defaults/set.ts';
import { at, numberAt, objectAt, objectsAt, textAt } from '../read.ts';

/** A client that leaves out what the server has allocated keeps it, as long as the new type has a use for it. */
export function keepAllocations(service: KubernetesObject, old: KubernetesObject): void {
  const spec = structIn(service as unknown as JsonObject, 'spec');
  const oldSpec = objectAt(old, 'spec');
  if (needsAddress(spec) && needsAddress(oldSpec)) keepAddress(spec, oldSpec);
  if (!needsAddress(spec) && needsAddress(oldSpec)) dropAddress(spec, oldSpec);
  if (needsNodePort(spec) && needsNodePort(oldSpec)) keepNodePorts(spec, oldSpec);
  if (!needsNodePort(spec) && needsNodePort(oldSpec)) dropNodePorts(spec, oldSpec);
  if (textAt(oldSpec, 'type') === 'LoadBalancer')
    setEmpty(spec, 'healthCheckNodePort', numberAt(oldSpec, 'healthCheckNodePort'));
  if (spec['healthCheckNodePort'] === 0) delete spec['healthCheckNodePort'];
}

function needsAddress(spec: JsonObject): boolean {
  return spec['type'] !== 'ExternalName';
}

function needsNodePort(spec: JsonObject): boolean {
  if (spec['type'] === 'NodePort') return true;
  return spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false;
}

function keepAddress(spec: JsonObject, oldSpec: JsonObject): void {
  const address = textAt(spec, 'clusterIP');
  if (address === '') spec['clusterIP'] = textAt(oldSpec, 'clusterIP');
  for (const member of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
    const kept = oldSpec[member];
    if (kept !== undefined && (member !== 'clusterIPs' || spec['clusterIP'] === oldSpec['clusterIP'])) {
      setMissing(spec, member, cloneJson(kept));
    }
  }
}

/** What the client only sent back unchanged goes with the type that needed it. */
function dropAddress(spec: JsonObject, oldSpec: JsonObject): void {
  if (spec['clusterIP'] !== oldSpec['clusterIP']) return;
  for (const member of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete spec[member];
}

function keepNodePorts(spec: JsonObject, oldSpec: JsonObject): void {
  const used = new Set(objectsAt(spec, 'ports').map((port) => numberAt(port, 'nodePort')));
  const oldPorts = objectsAt(oldSpec, 'ports');
  for (const port of objectsAt(spec, 'ports')) {
    if (numberAt(port, 'nodePort') !== 0) continue;
    const same = oldPorts.find(
      (candidate) => candidate['port'] === port['port'] && candidate['protocol'] === port['protocol'],
    );
    const kept = numberAt(same, 'nodePort');
    if (kept !== 0 && !used.has(kept)) port['nodePort'] = kept;
  }
}

function dropNodePorts(spec: JsonObject, oldSpec: JsonObject): void {
  const old = new Set(objectsAt(oldSpec, 'ports').map((port) => at(port, 'nodePort')));
  for (const port of objectsAt(spec, 'ports')) if (old.has(port['nodePort'])) delete port['nodePort'];
}
