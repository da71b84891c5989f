import { Service } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { HostMeaning } from '@violet/oci';

const serviceName = /^([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?:\.cluster\.local)?\.?$/;

/**
 * The address of `name.namespace.svc` as the cluster itself would resolve it, never as names are resolved where this process runs: there it
 * may be another cluster's. Undefined where the host is no such name.
 */
export async function serviceHost(host: string, cluster: Cluster): Promise<HostMeaning | undefined> {
  const [, name, namespace] = serviceName.exec(host) ?? [];
  if (name === undefined || namespace === undefined) return undefined;
  const service = await cluster.resource(Service, namespace).get(name);
  if (service === undefined) throw new Failure('NotFound', `there is no Service ${namespace}/${name}`);
  const { type, externalName, clusterIP = '', clusterIPs } = service.spec ?? {};
  if (type === 'ExternalName') return { name: String(externalName) };
  if (clusterIP !== '' && clusterIP !== 'None')
    return { addresses: Array.isArray(clusterIPs) ? clusterIPs.map(String) : [clusterIP] };
  throw new Failure('Invalid', `Service ${namespace}/${name} has no address of its own`, {
    hint: 'a catalogue is dialled by the address of a Service: one with a clusterIP',
  });
}
