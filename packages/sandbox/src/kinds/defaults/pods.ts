import type { JsonObject } from '@violet/machinery';
import { at, numberAt, objectAt, objectsAt, textAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { imageTag } from './image-tag.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

const mode0644 = 0o644;

export const podDefaults: Defaulters = {
  'core.v1.Pod': (pod) => {
    const spec = structIn(pod, 'spec');
    const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
    for (const container of containers) requestLimits(container);
    setMissing(spec, 'enableServiceLinks', true);
    if (spec['hostNetwork'] === true) for (const container of containers) exposeHostPorts(container);
  },
  'core.v1.PodSpec': (spec) => {
    setEmpty(spec, 'dnsPolicy', 'ClusterFirst');
    setEmpty(spec, 'restartPolicy', 'Always');
    structIn(spec, 'securityContext');
    setMissing(spec, 'terminationGracePeriodSeconds', 30);
    setEmpty(spec, 'schedulerName', 'default-scheduler');
    mirrorServiceAccount(spec);
  },
  'core.v1.Container': defaultContainer,
  'core.v1.EphemeralContainer': defaultContainer,
  'core.v1.Probe': (probe) => {
    setEmpty(probe, 'timeoutSeconds', 1);
    setEmpty(probe, 'periodSeconds', 10);
    setEmpty(probe, 'successThreshold', 1);
    setEmpty(probe, 'failureThreshold', 3);
  },
  'core.v1.HTTPGetAction': (action) => {
    setEmpty(action, 'path', '/');
    setEmpty(action, 'scheme', 'HTTP');
  },
  'core.v1.ObjectFieldSelector': (selector) => setEmpty(selector, 'apiVersion', 'v1'),
  'core.v1.Volume': (volume) => {
    if (Object.keys(volume).every((member) => member === 'name')) volume['emptyDir'] = {};
    const image = objectAt(volume, 'image');
    if (volume['image'] !== undefined) setEmpty(image, 'pullPolicy', pullPolicyOf(textAt(image, 'reference')));
  },
  'core.v1.SecretVolumeSource': (source) => setMissing(source, 'defaultMode', mode0644),
  'core.v1.ConfigMapVolumeSource': (source) => setMissing(source, 'defaultMode', mode0644),
  'core.v1.DownwardAPIVolumeSource': (source) => setMissing(source, 'defaultMode', mode0644),
  'core.v1.ProjectedVolumeSource': (source) => setMissing(source, 'defaultMode', mode0644),
  'core.v1.ServiceAccountTokenProjection': (projection) => setMissing(projection, 'expirationSeconds', 3600),
  'core.v1.HostPathVolumeSource': (source) => setMissing(source, 'type', ''),
};

function defaultContainer(container: JsonObject): void {
  setEmpty(container, 'imagePullPolicy', pullPolicyOf(textAt(container, 'image')));
  setEmpty(container, 'terminationMessagePath', '/dev/termination-log');
  setEmpty(container, 'terminationMessagePolicy', 'File');
}

function pullPolicyOf(image: string): string {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent';
}

/** `serviceAccount` is the old name of `serviceAccountName`; the server keeps both alike. */
function mirrorServiceAccount(spec: JsonObject): void {
  const name = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount');
  if (name === '') return;
  spec['serviceAccountName'] = name;
  spec['serviceAccount'] = name;
}

function requestLimits(container: JsonObject): void {
  const limits = at(container, 'resources.limits');
  if (limits === undefined) return;
  const requests = structIn(structIn(container, 'resources'), 'requests');
  for (const [resource, limit] of Object.entries(objectAt(container, 'resources.limits')))
    setMissing(requests, resource, limit);
}

function exposeHostPorts(container: JsonObject): void {
  for (const port of objectsAt(container, 'ports')) setEmpty(port, 'hostPort', numberAt(port, 'containerPort'));
}
