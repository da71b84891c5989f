import { createHash } from 'node:crypto';
import { type CatalogContent, type RegistryBundle, type RegistryPackage, registryCodec } from '@violet/bundles';
import { eachAtOnce, Failure } from '@violet/machinery';
import { type HeadCsvs, headKey } from '../feed.ts';
import { heaviestCatalog, tooHeavy, weightOfBundle, weightOfPackage } from '../weight.ts';
import { ask, type CallOptions, streamAnswers } from './registry-calls.ts';

/** The community catalogue has 7,000 bundles. */
const MOST_MESSAGES = 200_000;
/** The whole reading: a server may also send one message now and then, for ever. */
const TIMEOUT_MS = 10 * 60_000;
const QUESTIONS_AT_ONCE = 8;

export interface ReadContent {
  content: CatalogContent;
  /** The same for the same messages, in whatever order they came. */
  fingerprint: string;
}

/** Reads a catalogue as OLM does: ListBundles, then GetPackage for each package. Throws a Failure that names what failed. */
export async function readContent(options: CallOptions): Promise<ReadContent> {
  const budget = new Budget(options);
  const bundles: RegistryBundle[] = [];
  for await (const message of streamAnswers('listBundles', options)) {
    const bundle = decoded(registryCodec.listBundles, message, options);
    budget.spend(message, weightOfBundle(bundle));
    bundles.push(bundle);
  }
  const packages: RegistryPackage[] = [];
  await eachAtOnce(await packageNames(bundles, options, budget), QUESTIONS_AT_ONCE, async (name) => {
    const answer = await ask(registryCodec.getPackage.path, registryCodec.getPackage.encodeRequest({ name }), options);
    if (answer === undefined) return;
    const one = decoded(registryCodec.getPackage, answer, options);
    budget.spend(answer, answer.length + weightOfPackage(one));
    packages.push(one);
  });
  packages.sort((left, right) => (left.name < right.name ? -1 : 1));
  return { content: { packages, bundles }, fingerprint: budget.fingerprint() };
}

/** Packages without bundles count as well: PackageManifests leave them out, but they are no mistake of the catalogue. */
async function packageNames(bundles: RegistryBundle[], options: CallOptions, budget: Budget): Promise<Set<string>> {
  const names = new Set(bundles.map(({ packageName }) => packageName));
  for await (const message of streamAnswers('listPackages', options)) {
    budget.spend(message, message.length);
    names.add(decoded(registryCodec.listPackages, message, options).name);
  }
  return names;
}

/** The CSVs of channel heads whose bundles lie in images: PackageManifests are made of them. A head without one is left out. */
export async function readHeads({ packages, bundles }: CatalogContent, options: CallOptions): Promise<HeadCsvs> {
  const inline = new Set(bundles.filter(({ csvJson }) => csvJson !== '').map(bundleKey));
  const wanted = packages.flatMap(({ name, channels }) =>
    channels
      .filter((channel) => !inline.has(`${headKey(name, channel.name)}/${channel.csvName}`))
      .map((channel) => ({ pkgName: name, channelName: channel.name })),
  );
  const heads = new Map<string, string>();
  const { path, encodeRequest } = registryCodec.getBundleForChannel;
  await eachAtOnce(wanted, QUESTIONS_AT_ONCE, async (request) => {
    const answer = await ask(path, encodeRequest(request), options).catch(skipUnlessAborted(options.signal));
    if (answer === undefined) return;
    const { csvJson } = decoded(registryCodec.getBundleForChannel, answer, options);
    if (csvJson !== '') heads.set(headKey(request.pkgName, request.channelName), csvJson);
  });
  return heads;
}

function bundleKey({ packageName, channelName, csvName }: RegistryBundle): string {
  return `${headKey(packageName, channelName)}/${csvName}`;
}

function skipUnlessAborted(signal: AbortSignal): () => undefined {
  return () => {
    signal.throwIfAborted();
    return undefined;
  };
}

function decoded<T>(
  method: { path: string; decodeResponse: (bytes: Uint8Array) => T },
  message: Uint8Array,
  { address }: CallOptions,
): T {
  try {
    return method.decodeResponse(message);
  } catch (error) {
    const name = method.path.slice(method.path.lastIndexOf('/') + 1);
    throw new Failure('Invalid', `${address} answered ${name} with what is no message: ${String(error)}`, {
      hint: 'is this address a catalogue of operators (api.Registry)?',
      cause: error,
    });
  }
}

class Budget {
  readonly #options: CallOptions;
  readonly #endsAt: number;
  readonly #hashes: string[] = [];
  #weight = 0;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#endsAt = options.clock.monotonicMs() + TIMEOUT_MS;
  }

  spend(message: Uint8Array, weight: number): void {
    const { address, clock } = this.#options;
    this.#weight += weight;
    this.#hashes.push(createHash('sha256').update(message).digest('base64'));
    if (this.#weight > heaviestCatalog) throw tooHeavy(address);
    if (this.#hashes.length > MOST_MESSAGES)
      throw new Failure(
        'RequestEntityTooLarge',
        `${address} sends more than ${MOST_MESSAGES} messages: it is not read further`,
      );
    if (clock.monotonicMs() > this.#endsAt)
      throw new Failure('Timeout', `${address} does not come to an end within ${TIMEOUT_MS / 60_000} minutes`);
  }

  fingerprint(): string {
    return createHash('sha256').update(this.#hashes.sort().join()).digest('base64');
  }
}
