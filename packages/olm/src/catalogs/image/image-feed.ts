import { Backoff, type Clock } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { type ImageConfig, parseReference, pullImageFiles, type Registry } from '@violet/oci';
import { type Feed, type FeedListener, noHeads } from '../feed.ts';
import { problemOf, problemOfParts } from '../problem.ts';
import { readCatalogFiles } from './read-files.ts';

export interface ImageFeedOptions {
  image: string;
  /** Where in the image the catalogue lies; by default what the image's label says. */
  catalogDirectory?: string;
  /** How often the tag is looked at; undefined: only when the object changes. */
  pollMs?: number;
  /** Opens the image's registry for one reading. */
  open: () => Promise<Registry>;
  clock: Clock;
  random: () => number;
}

/** The largest public catalogue has about 120 MB of files. */
const MOST_BYTES = 512 * 1024 * 1024;
const CONFIGS_LABEL = 'operators.operatorframework.io.index.configs.v1';
const DATABASE_LABEL = 'operators.operatorframework.io.index.database.v1';

/** A catalogue in an image, read here from the registry: no pod has to run for it. */
export function followImage(options: ImageFeedOptions, listener: FeedListener): Feed {
  const feed = new ImageFeed(options, listener);
  feed.nudge();
  return feed;
}

class ImageFeed implements Feed {
  readonly #options: ImageFeedOptions;
  readonly #listener: FeedListener;
  readonly #backoff: Backoff;
  readonly #stopped = new AbortController();
  #cancelTimer = () => {};
  #digest: string | undefined;
  /** Packages that are left out. */
  #problem: string | undefined;
  #reading: Promise<void> | undefined;

  constructor(options: ImageFeedOptions, listener: FeedListener) {
    this.#options = options;
    this.#listener = listener;
    this.#backoff = new Backoff({ firstMs: 1_000, lastMs: 60_000, random: options.random });
  }

  nudge(): void {
    this.#backoff.reset();
    this.#look();
  }

  stop(): void {
    this.#stopped.abort();
    this.#cancelTimer();
  }

  #look(): void {
    if (this.#reading !== undefined) return;
    this.#cancelTimer();
    if (this.#digest === undefined) this.#listener.onState('CONNECTING');
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
  }

  async #read(): Promise<void> {
    const { signal } = this.#stopped;
    try {
      await this.#readIfChanged();
      if (signal.aborted) return;
      this.#backoff.reset();
      this.#listener.onState('READY', this.#problem);
      if (this.#options.pollMs !== undefined) this.#lookAfter(this.#options.pollMs);
    } catch (error) {
      if (signal.aborted) return;
      this.#listener.onState('TRANSIENT_FAILURE', problemOf(error));
      this.#lookAfter(this.#backoff.next());
    }
  }

  async #readIfChanged(): Promise<void> {
    const registry = await this.#options.open();
    try {
      await this.#readFrom(registry);
    } finally {
      registry.close();
    }
  }

  async #readFrom(registry: Registry): Promise<void> {
    const { image } = this.#options;
    const { repository, tag, digest } = parseReference(image);
    const reference = digest ?? tag ?? 'latest';
    const found = await registry.headManifest(repository, reference);
    if (found !== undefined && found.digest === this.#digest) return;
    const wanted = (path: string, config: ImageConfig) => path.startsWith(this.#directoryOf(config));
    const pulled = await pullImageFiles(registry, repository, reference, { wanted, maxBytes: MOST_BYTES });
    if (pulled === undefined) throw new Failure('NotFound', `${image} is not in the registry`);
    const directory = this.#directoryOf(pulled.config);
    const files = new Map([...pulled.files].map(([path, bytes]) => [path.slice(directory.length), bytes]));
    const { content, problems } = await readCatalogFiles(files);
    if (this.#stopped.signal.aborted) return;
    this.#listener.onContent(content, pulled.digest, noHeads);
    this.#digest = pulled.digest;
    this.#problem = problemOfParts(problems);
  }

  /** Without a leading slash, with one at its end; empty for the root of the image. */
  #directoryOf({ config }: ImageConfig): string {
    const { image, catalogDirectory } = this.#options;
    const labels = config?.Labels ?? {};
    const directory = catalogDirectory ?? labels[CONFIGS_LABEL];
    if (directory !== undefined) return directory.replace(/^\/+|\/+$/g, '').replace(/.$/, '$&/');
    const isDatabase = labels[DATABASE_LABEL] !== undefined;
    throw new Failure('Invalid', `${image} is ${isDatabase ? 'a catalogue in SQLite' : 'no catalogue'}`, {
      hint: isDatabase
        ? 'SQLite catalogues are not served any more: migrate it with "opm migrate" and push the file-based catalogue'
        : `a file-based catalogue has the label ${CONFIGS_LABEL}`,
    });
  }

  #lookAfter(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(delayMs, () => this.#look());
  }
}
