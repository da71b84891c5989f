import { goQuote } from '@violet/machinery';
import { blobSchemas, type CatalogBlobs, type DeprecationsBlob } from '../blobs.ts';
import type { PackageModel } from './model.ts';

interface Reference {
  schema: string;
  name: string;
}

/** Notes what is deprecated in a package; the answer is what is wrong with the deprecations. */
export function applyDeprecations(
  model: PackageModel,
  { packages, deprecations, bundles }: CatalogBlobs,
): string | undefined {
  const bundleNames = new Set(bundles.map(({ name = '' }) => name));
  for (const [index, blob] of deprecations.entries()) {
    const { package: owner = '' } = blob;
    if (owner === '') return `package name must be set for deprecation item ${index}`;
    if (packages.length === 0) return `cannot apply deprecations to an unknown package ${goQuote(owner)}`;
    if (index > 0) return `expected a maximum of one deprecation per package: ${goQuote(owner)}`;
    const problem = applyEntries(model, blob, bundleNames);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function applyEntries(
  model: PackageModel,
  { entries = [] }: DeprecationsBlob,
  bundles: Set<string>,
): string | undefined {
  const seen = new Set<string>();
  for (const [index, { reference = {}, message = '' }] of entries.entries()) {
    const { schema = '', name = '' } = reference;
    if (schema === '') {
      return `schema must be set for deprecation entry [${model.name}] for package ${quoteNumber(index)}`;
    }
    const printed = print({ schema, name });
    if (seen.has(printed)) return `duplicate deprecation entry ${printed} for package ${goQuote(model.name)}`;
    seen.add(printed);
    const problem = apply(model, { schema, name }, message, bundles);
    if (problem === 'unknown schema') {
      const item = `referenced by entry ${index} for package ${goQuote(model.name)}`;
      return `cannot deprecate object ${printed} ${item}: object schema unknown`;
    }
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function apply(
  model: PackageModel,
  { schema, name }: Reference,
  message: string,
  bundles: Set<string>,
): string | undefined {
  const owner = goQuote(model.name);
  switch (schema) {
    case blobSchemas.bundle:
      if (!bundles.has(name)) return `cannot deprecate bundle ${goQuote(name)} for package ${owner}: bundle not found`;
      for (const { entries } of model.channels.values()) {
        const entry = entries.get(name);
        if (entry !== undefined) entry.deprecation = message;
      }
      return undefined;
    case blobSchemas.channel: {
      const channel = model.channels.get(name);
      if (channel === undefined) {
        return `cannot deprecate channel ${goQuote(name)} for package ${owner}: channel not found`;
      }
      channel.deprecation = message;
      return undefined;
    }
    case blobSchemas.package:
      if (name !== '') return `package name must be empty for deprecated package ${owner} (specified ${goQuote(name)})`;
      model.deprecation = message;
      return undefined;
    default:
      return 'unknown schema';
  }
}

/** Upstream has the package and the number in each other's place: this is Go's `%q` of a number, a character. */
function quoteNumber(number: number): string {
  return `'${goQuote(String.fromCodePoint(number)).slice(1, -1)}'`;
}

/** Go's `%#v`. */
function print({ schema, name }: Reference): string {
  return `declcfg.PackageScopedReference{Schema:${goQuote(schema)}, Name:${goQuote(name)}}`;
}
