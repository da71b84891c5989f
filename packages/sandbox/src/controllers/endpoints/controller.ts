import { type Controller, defineController, type Key, keyOf, type Reader, type Step, watch } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import { jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import { EndpointSlice, Endpoints, Service } from '../kinds/core.ts';
import { Pod } from '../kinds/pod.ts';
import { keysOfController } from '../ownership.ts';
import { type Backend, backendsOf } from './addresses.ts';
import { endpointsOf, sliceOf } from './objects.ts';

interface World {
  backends: Backend[];
  writeEndpoints(wanted: Endpoints): Promise<void>;
  writeSlice(wanted: EndpointSlice): Promise<void>;
}

const writeBoth: Step<Service, World> = async (service, { backends, writeEndpoints, writeSlice }) => {
  await writeEndpoints(endpointsOf(service, backends));
  await writeSlice(sliceOf(service, backends));
};

/** Says where the pods of services are, in both the old and the new form. */
export function endpointsController(): Controller {
  return defineController<Service, World>({
    name: 'endpoints',
    scope: 'member',
    kind: Service,
    // Without a selector the addresses are somebody else's affair.
    concerns: ({ spec, metadata }) =>
      Object.keys(spec?.selector ?? {}).length > 0 && metadata.deletionTimestamp === undefined,
    watches: [
      watch({ kind: Pod, keys: (pod, _cluster, reader) => servicesOf(pod, reader) }),
      watch({ kind: Endpoints, keys: (endpoints) => [keyOf(endpoints)] }),
      watch({ kind: EndpointSlice, keys: keysOfController(Service) }),
    ],
    observe(service, reader) {
      const { name, namespace, uid } = service.metadata;
      return {
        backends: backendsOf(service, reader.list(Pod, namespace)),
        async writeEndpoints(wanted) {
          await write(reader, Endpoints, reader.get(Endpoints, name, namespace), wanted, ['subsets']);
        },
        async writeSlice(wanted) {
          await write(reader, EndpointSlice, reader.ownedBy(EndpointSlice, uid)[0], wanted, ['endpoints', 'ports']);
        },
      };
    },
    steps: [writeBoth],
  });
}

function servicesOf(pod: Stored<Pod>, reader: Reader): Key[] {
  const labels = pod.metadata.labels ?? {};
  const services = reader.list(Service, pod.metadata.namespace);
  return services
    .filter(({ spec }) => Object.entries(spec?.selector ?? {}).every(([key, value]) => labels[key] === value))
    .map(keyOf);
}

async function write<T extends KubernetesObject>(
  reader: Reader,
  kind: ResourceDefinition<T>,
  current: Stored<T> | undefined,
  wanted: T,
  fields: readonly string[],
): Promise<void> {
  const client = reader.client.resource(kind, wanted.metadata.namespace);
  if (current === undefined) {
    await reader.whenSeen(kind, await client.create(wanted));
    return;
  }
  const same = fields.every((field) => jsonEqual(current[field] ?? [], wanted[field] ?? []));
  if (same && jsonEqual(current.metadata.labels ?? {}, wanted.metadata.labels ?? {})) return;
  const metadata = { ...current.metadata, labels: wanted.metadata.labels ?? {} };
  await reader.whenSeen(kind, await client.replace({ ...wanted, metadata }));
}
