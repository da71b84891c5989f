import { probeRemote, type RemoteApi, type RemoteServer, type ServedResource } from '@violet/apiserver';
import { Failure, type KubernetesObject } from '@violet/machinery';
import { type Cluster, timestamp } from '../requests/cluster.ts';
import { refine } from '../requests/refine.ts';
import type { Collection } from '../storage/collection.ts';
import { keyOfObject } from '../storage/event.ts';
import { type ApiService, type Availability, apiServicesId, local, withAvailability } from './api-service.ts';
import { authenticationConfigMap, createFrontProxy, type FrontProxy } from './front-proxy.ts';
import { NoAddress, serviceAddress } from './service-address.ts';

/** How often a server is asked whether it is still there; sooner after anything about it changed. */
const probeEveryMs = 30_000;
const firstRetryMs = 250;

interface Remote extends RemoteApi {
  name: string;
  resources: readonly ServedResource[];
  available: boolean;
  failures: number;
  timer: NodeJS.Timeout | undefined;
}

const passed: Availability = { status: 'True', reason: 'Passed', message: 'all checks passed' };

/** Group versions that APIServices hand to other servers; keeps watch over those servers and says so in their status. */
export class ApiServices {
  private readonly cluster: Cluster;
  private readonly collection: Collection;
  private readonly log: (message: string, error?: unknown) => void;
  private readonly remotes = new Map<string, Remote>();
  private readonly closing = new AbortController();
  private frontProxy: Promise<FrontProxy> | undefined;
  private served: readonly Remote[] = [];

  constructor(cluster: Cluster, log: (message: string, error?: unknown) => void) {
    this.cluster = cluster;
    this.collection = cluster.store.collection(apiServicesId);
    this.log = log;
  }

  start(): void {
    const { store } = this.cluster;
    const addresses: ReadonlySet<Collection> = new Set([store.collection('services'), store.collection('endpoints')]);
    for (const object of [...this.collection.list()]) this.observe(object as ApiService);
    store.onWrite((collection, { object, previous }) => {
      if (collection === this.collection) {
        if (object !== undefined) this.observe(object as ApiService);
        else this.forget(previous?.metadata.name ?? '');
      } else if (addresses.has(collection)) this.addressChanged(object ?? previous);
    });
  }

  stop(): void {
    this.closing.abort();
    for (const name of [...this.remotes.keys()]) this.forget(name);
  }

  /** The array is replaced, never changed. */
  get all(): readonly RemoteApi[] {
    return this.served;
  }

  private observe(service: ApiService): void {
    const { name = '' } = service.metadata;
    const { group = '', version = '', service: reference } = service.spec;
    if (reference === undefined) {
      this.forget(name);
      this.tell(name, local);
      return;
    }
    const known = this.remotes.get(name);
    const remote: Remote = known ?? {
      name,
      group,
      version,
      resources: [],
      available: false,
      failures: 0,
      timer: undefined,
      server: () => this.serverOf(remote),
    };
    this.remotes.set(name, remote);
    this.served = [...this.remotes.values()];
    if (known === undefined) this.probeSoon(remote, 0);
  }

  private forget(name: string): void {
    clearTimeout(this.remotes.get(name)?.timer);
    if (this.remotes.delete(name)) this.served = [...this.remotes.values()];
  }

  private addressChanged(object: KubernetesObject | undefined): void {
    for (const remote of this.remotes.values()) {
      const reference = this.find(remote.name)?.spec.service;
      const { name, namespace } = object?.metadata ?? {};
      if (reference?.name === name && reference?.namespace === namespace) this.probeSoon(remote, 0);
    }
  }

  private find(name: string): ApiService | undefined {
    return this.collection.get(`/${name}`) as ApiService | undefined;
  }

  private probeSoon(remote: Remote, ms: number): void {
    clearTimeout(remote.timer);
    if (this.closing.signal.aborted) return;
    remote.timer = setTimeout(() => void this.probe(remote), ms).unref();
  }

  private async probe(remote: Remote): Promise<void> {
    const availability = await this.ask(remote);
    if (this.remotes.get(remote.name) !== remote) return;
    remote.available = availability === passed;
    remote.failures = remote.available ? 0 : remote.failures + 1;
    this.tell(remote.name, availability);
    const retryMs = firstRetryMs * 2 ** Math.min(remote.failures, 10);
    this.probeSoon(remote, remote.available ? probeEveryMs : Math.min(retryMs, probeEveryMs));
  }

  private async ask(remote: Remote): Promise<Availability> {
    try {
      remote.resources = await probeRemote(await this.connect(remote), remote, this.closing.signal);
      return passed;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof NoAddress) return { status: 'False', reason: error.reason, message };
      return { status: 'False', reason: 'FailedDiscoveryCheck', message: `failing or missing response: ${message}` };
    }
  }

  private tell(name: string, availability: Availability): void {
    const service = this.find(name);
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return;
    const conditions = withAvailability(service, availability, timestamp(this.cluster.clock()));
    if (conditions === undefined) return;
    this.cluster.store.put(this.collection, {
      ...service,
      metadata: { ...service.metadata },
      status: { ...service.status, conditions },
    } as KubernetesObject);
  }

  private async serverOf(remote: Remote): Promise<RemoteServer> {
    if (!remote.available) throw new Failure('ServiceUnavailable', 'service unavailable');
    return await this.connect(remote);
  }

  private async connect({ name }: Remote): Promise<RemoteServer> {
    const { spec } = this.find(name) ?? {};
    if (spec?.service === undefined) throw new Failure('ServiceUnavailable', 'service unavailable');
    const { namespace, name: service } = spec.service;
    const { client } = await this.identity();
    const { host, port } = serviceAddress(this.cluster.store, spec.service);
    return {
      host,
      port,
      serverName: `${service}.${namespace}.svc`,
      ...(spec.caBundle === undefined ? {} : { ca: Buffer.from(spec.caBundle, 'base64').toString('utf8') }),
      ...(spec.insecureSkipTLSVerify === true ? { insecure: true } : {}),
      identity: client,
    };
  }

  /** Made with the first server that needs it: most clusters never have one. */
  private identity(): Promise<FrontProxy> {
    this.frontProxy ??= createFrontProxy().then((made) => {
      this.publish(authenticationConfigMap(made));
      return made;
    });
    this.frontProxy.catch((error: unknown) => this.log('no front proxy', error));
    return this.frontProxy;
  }

  private publish(object: KubernetesObject): void {
    const { catalog, store, newUid, clock } = this.cluster;
    const kind = catalog.find('', 'v1', 'ConfigMap');
    if (kind === undefined || this.closing.signal.aborted) return;
    const known = kind.collection.get(keyOfObject(object));
    const { uid = newUid(), creationTimestamp = timestamp(clock()) } = known?.metadata ?? {};
    object.metadata = { ...object.metadata, uid, creationTimestamp };
    refine(kind, object);
    store.put(kind.collection, object);
  }
}
