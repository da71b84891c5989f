import type { Bundle } from './bundle.ts';

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

function bytesOf(text: string): number {
  return utf8.encode(text).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
