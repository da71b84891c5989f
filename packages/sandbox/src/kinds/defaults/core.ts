import { cloneJson, isJsonObject, setMember } from '@violet/machinery';
import { at, objectAt, objectsAt, textAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

export const coreDefaults: Defaulters = {
  'core.v1.ReplicationController': (controller) => {
    const spec = structIn(controller, 'spec');
    setMissing(spec, 'replicas', 1);
    if (at(spec, 'template.metadata.labels') === undefined) return;
    const labels = objectAt(spec, 'template.metadata.labels');
    const metadata = structIn(controller, 'metadata');
    if (Object.keys(objectAt(spec, 'selector')).length === 0) spec['selector'] = cloneJson(labels);
    if (Object.keys(objectAt(metadata, 'labels')).length === 0) metadata['labels'] = cloneJson(labels);
  },
  'core.v1.Secret': (secret) => {
    setEmpty(secret, 'type', 'Opaque');
    const text = secret['stringData'];
    if (!isJsonObject(text)) return;
    const data = structIn(secret, 'data');
    for (const [key, value] of Object.entries(text))
      setMember(data, key, Buffer.from(String(value), 'utf8').toString('base64'));
    delete secret['stringData'];
  },
  'core.v1.Namespace': (namespace) => {
    const metadata = structIn(namespace, 'metadata');
    const name = textAt(metadata, 'name');
    if (name !== '') structIn(metadata, 'labels')['kubernetes.io/metadata.name'] = name;
  },
  'core.v1.NamespaceStatus': (status) => setEmpty(status, 'phase', 'Active'),
  'core.v1.NodeStatus': (status) => {
    if (status['capacity'] !== undefined) setMissing(status, 'allocatable', cloneJson(status['capacity']));
  },
  'core.v1.EndpointSubset': (subset) => {
    for (const port of objectsAt(subset, 'ports')) setEmpty(port, 'protocol', 'TCP');
  },
  'core.v1.LimitRangeItem': (item) => {
    if (item['type'] !== 'Container') return;
    const limits = structIn(item, 'default');
    const requests = structIn(item, 'defaultRequest');
    for (const [resource, max] of Object.entries(objectAt(item, 'max'))) setMissing(limits, resource, max);
    for (const [resource, limit] of Object.entries(limits)) setMissing(requests, resource, limit);
    for (const [resource, min] of Object.entries(objectAt(item, 'min'))) setMissing(requests, resource, min);
    if (Object.keys(limits).length === 0) delete item['default'];
    if (Object.keys(requests).length === 0) delete item['defaultRequest'];
  },
  'scheduling.v1.PriorityClass': (priority) => setMissing(priority, 'preemptionPolicy', 'PreemptLowerPriority'),
};
