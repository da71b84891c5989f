import type { Bundle } from './bundle.ts';
import { filesIn } from './bundle-files.ts';
import type { BundleInput } from './read-bundle.ts';
import { bundleAnnotations } from './read-metadata.ts';

/** The parts of a step beside its manifest, generously. */
const STEP_BYTES = 600;
/** Names, properties and the like of a message, generously for each property. */
const MESSAGE_BYTES = 2000;

const utf8 = new TextEncoder();

export interface BundleSizes {
  /** What an InstallPlan takes whose steps hold the manifests; etcd takes 1.5 MiB. */
  installPlanBytes: number;
  /** The message of a bundle that is served inline; gRPC clients take 4 MiB. */
  messageBytes: number;
}

/** How large a bundle gets on its way into a cluster, when its manifests are served inline. */
export function bundleSizes({ objects, csv, properties }: Bundle): BundleSizes {
  const texts = objects.map((object) => JSON.stringify(object));
  const csvText = JSON.stringify(csv);
  const steps = texts.map((text) => bytesOf(JSON.stringify(text)) + STEP_BYTES);
  const inMessage = [...texts, csvText, ...properties.map((property) => JSON.stringify(property))].map(bytesOf);
  return {
    installPlanBytes: sum(steps),
    messageBytes: sum(inMessage) + MESSAGE_BYTES,
  };
}

/** An InstallPlan carries all manifests, quoted, and has to fit into etcd: 1.5 MiB, less the rest of the object. */
const MOST_INSTALL_PLAN_BYTES = 1.45 * 1024 * 1024;
/** gRPC clients take no larger message. */
export const mostBundleMessageBytes = 4 * 1024 * 1024;

/** Whether a catalogue can send the manifests; otherwise clients have to fetch the bundle's image. */
export function fitsInline(bundle: Bundle): boolean {
  const { installPlanBytes, messageBytes } = bundleSizes(bundle);
  return installPlanBytes <= MOST_INSTALL_PLAN_BYTES && messageBytes < mostBundleMessageBytes;
}

/** What OLM unpacks of an image: together, each packed by gzip and base64, at most `mostUnpackedBytes`. */
export function unpackedFiles({ files, labels = {} }: Pick<BundleInput, 'files' | 'labels'>): string[] {
  const folders = [
    labels[bundleAnnotations.manifests] ?? 'manifests',
    labels[bundleAnnotations.metadata] ?? 'metadata',
  ];
  const all = folders.flatMap((folder) => filesIn(files, folder));
  return all.filter(({ name }) => name !== ANNOTATIONS_FILE).map(({ text }) => text);
}

/** Upstream's limit for the ConfigMap into which a bundle is unpacked. */
export const mostUnpackedBytes = 1024 * 1024;
const ANNOTATIONS_FILE = 'annotations.yaml';

function bytesOf(text: string): number {
  return utf8.encode(text).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
