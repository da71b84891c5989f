import { Client, credentials } from '@grpc/grpc-js';
import { Artifact, ArtifactVersion, artifactVersionName, CatalogSource, labels, systemNamespace } from '@violet/api';
import { type BundleOptions, bundleFiles, tarOf } from '@violet/archive/testing';
import { type RegistryBundle, registryCodec } from '@violet/bundles';
import type { RunningControllers } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { connectRegistry, digestOf, mediaTypes, pushArtifact, type Registry } from '@violet/oci';
import { startTestRegistry } from '@violet/registry/testing';
import { type OperatorMarket, type OperatorMarketSettings, openOperatorMarket } from '../operators.ts';
import { aMember, type Member } from './a-member.ts';

/** A cluster, a registry, and what offers operators there. */
export interface OperatorMarketUnderTest {
  member: Member;
  registry: Registry;
  registryAddress: string;
  market: OperatorMarket;
  /** Pushes a bundle image as builders make it; the digest. */
  pushBundle(name: string, version: string, options?: PushedBundle): Promise<string>;
  /** Writes the objects of a version as violet does; `digest: undefined` leaves it out. */
  offer(name: string, tag: string, change?: OfferChange): Promise<void>;
  /** Follows an ArtifactVersion until it is as wanted. */
  untilVersion(name: string, wanted: (version: Stored<ArtifactVersion>) => boolean): Promise<Stored<ArtifactVersion>>;
  untilPhase(name: string, phase: string): Promise<Stored<ArtifactVersion>>;
  /** What the catalogue offers now: every bundle in every channel. */
  list(library: string): Promise<RegistryBundle[]>;
  /** Follows the catalogue until these CSVs are in it. */
  untilOffered(library: string, csvs: readonly string[]): Promise<RegistryBundle[]>;
  /** Stops the controllers and starts them as another process would. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface PushedBundle extends BundleOptions {
  /** Of its Deployment; default one of `registry.example.com`. */
  image?: string;
}

export interface OfferChange {
  digest?: string | undefined;
  library?: string;
  artifact?: Partial<Artifact['spec']>;
  annotations?: Record<string, string>;
  ownerReferences?: [];
}

export async function anOperatorMarket(
  settings: Partial<OperatorMarketSettings> = {},
): Promise<OperatorMarketUnderTest> {
  const [server, member] = await Promise.all([startTestRegistry(), aMember()]);
  const registry = connectRegistry({ address: server.address, plain: true });
  const contents = {
    repositoriesBelow: (prefix: string) => server.registry.repositories(prefix),
    tagsOf: (repository: string) => server.registry.tags(repository),
    onChange: (listener: (repository: string) => void) =>
      server.registry.onChange(({ repository }) => listener(repository)),
  };
  const open = () =>
    openOperatorMarket({
      openRegistry: (address) => connectRegistry({ address, plain: true, retries: { attempts: 1 } }),
      contents,
      ...settings,
    });
  let market = open();
  let running: RunningControllers = member.start(market.controllers);
  const artifacts = member.cluster.resource(Artifact, systemNamespace);
  const versions = member.cluster.resource(ArtifactVersion, systemNamespace);

  const untilVersion: OperatorMarketUnderTest['untilVersion'] = async (name, wanted) => {
    const found = await member.until(
      ArtifactVersion,
      name,
      systemNamespace,
      (version) => version !== undefined && wanted(version),
    );
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };

  const list: OperatorMarketUnderTest['list'] = async (library) => {
    const source = await member.until(CatalogSource, library, systemNamespace, (one) => one !== undefined);
    return listBundles(source?.spec.address ?? '');
  };

  return {
    member,
    registry,
    registryAddress: server.address,
    get market() {
      return market;
    },
    pushBundle: (name, version, options) => pushBundleTo(registry, name, version, options),
    async offer(name, tag, { digest, library = 'platform', artifact = {}, annotations = {}, ownerReferences } = {}) {
      const applied = { fieldManager: 'violet', force: true };
      const metadata = { name, namespace: systemNamespace, labels: { [labels.library]: library } };
      const { uid } = (
        await artifacts.apply(
          {
            apiVersion: 'app.alauda.io/v1alpha1',
            kind: 'Artifact',
            metadata,
            spec: {
              type: 'bundle',
              present: true,
              registry: server.address,
              repository: `acp/${name}-bundle`,
              artifactVersionSelector: { matchLabels: { [labels.artifactVersion]: name } },
              ...artifact,
            },
          },
          applied,
        )
      ).metadata;
      await versions.apply(
        {
          apiVersion: 'app.alauda.io/v1alpha1',
          kind: 'ArtifactVersion',
          metadata: {
            name: artifactVersionName(name, tag),
            namespace: systemNamespace,
            labels: { [labels.artifactVersion]: name },
            annotations,
            ownerReferences: ownerReferences ?? [{ apiVersion: 'app.alauda.io/v1alpha1', kind: 'Artifact', name, uid }],
          },
          spec: { present: true, tag, ...(digest === undefined ? {} : { digest }) },
        },
        applied,
      );
    },
    untilVersion,
    untilPhase: (name, phase) => untilVersion(name, ({ status }) => status?.phase === phase),
    list,
    async untilOffered(library, csvs) {
      const wanted = [...csvs].sort().join();
      for (;;) {
        const found = await list(library).catch(() => undefined);
        const names = [...new Set(found?.map(({ csvName }) => csvName))].sort().join();
        if (found !== undefined && names === wanted) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async restart(meanwhile) {
      await running.stop();
      await market.close();
      await meanwhile?.();
      market = open();
      running = member.start(market.controllers);
    },
    async close() {
      await running.stop();
      await market.close();
      registry.close();
      await member.close();
      await server.close();
    },
  };
}

/** Pushes a bundle image as builders make it, to `acp/<name>-bundle`; the digest. */
export async function pushBundleTo(
  registry: Registry,
  name: string,
  version: string,
  options: PushedBundle = {},
): Promise<string> {
  const { tag = `v${version}`, image = `registry.example.com/acp/${name}:${tag}` } = options;
  const { files, labels: Labels } = bundleFiles(name, version, image, options);
  const layer = await tarOf({ ...files, ...options.files });
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Labels },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  };
  const { digest } = await pushArtifact(registry, `acp/${name}-bundle`, tag, {
    config: { mediaType: mediaTypes.imageConfig, bytes: Buffer.from(JSON.stringify(config)) },
    layers: [{ mediaType: mediaTypes.layer, bytes: layer }],
  });
  return digest;
}

export function listBundles(address: string): Promise<RegistryBundle[]> {
  const client = new Client(address, credentials.createInsecure());
  const { path, encodeRequest, decodeResponse } = registryCodec.listBundles;
  const found: RegistryBundle[] = [];
  const reading = new Promise<RegistryBundle[]>((resolve, reject) => {
    const call = client.makeServerStreamRequest(
      path,
      (value: object) => Buffer.from(encodeRequest(value)),
      (bytes: Buffer) => decodeResponse(bytes),
      {},
    );
    call.on('data', (bundle: RegistryBundle) => found.push(bundle));
    call.on('error', reject);
    call.on('end', () => resolve(found));
  });
  return reading.finally(() => client.close());
}
