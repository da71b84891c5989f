import { escapeHtml, goPlainJson, goStructJson } from '@violet/machinery';
import { csvOfMetadata } from '../../go-json/csv-shape.ts';
import type { RegistryBundle, RegistryProperty } from '../../registry/messages.ts';
import type { Property } from '../blobs.ts';
import type { BundleModel, EntryModel, PackageModel } from '../model/model.ts';
import { type Gvk, propertyShapes, propertyTypes } from '../properties.ts';

/** The message about one bundle in one channel, with everything in it. A text is why there can be none. */
export function apiBundle(model: PackageModel, channel: string, entry: EntryModel): RegistryBundle | string {
  const { bundle } = entry;
  if (bundle === undefined) return `bundle ${entry.name} is not there`;
  const { csvMetadatas, packages, gvks, gvksRequired } = bundle.parsed;
  if (csvMetadatas.length > 1) {
    const found = `found ${csvMetadatas.length}`;
    return `parse properties: expected at most 1 property of type "${propertyTypes.csvMetadata}", ${found}`;
  }
  const csvJson = bundle.csvJson === '' ? csvJsonOf(model, bundle) : bundle.csvJson;
  return {
    csvName: bundle.name,
    packageName: model.name,
    channelName: channel,
    csvJson,
    object: bundle.objects.length === 0 && csvJson !== '' ? [csvJson] : bundle.objects,
    bundlePath: bundle.image,
    providedApis: gvks.map(apiOf),
    requiredApis: gvksRequired.map(apiOf),
    version: packages[0]?.version ?? '',
    skipRange: entry.skipRange,
    dependencies: bundle.properties.flatMap(dependencyOf),
    properties: bundle.properties.filter(isServed).map(({ type, value }) => ({ type, value: goPlainJson(value) })),
    replaces: entry.replaces,
    skips: entry.skips,
    ...(entry.deprecation === undefined ? {} : { deprecation: { message: entry.deprecation } }),
  };
}

function apiOf({ group, version, kind }: Gvk) {
  return { group, version, kind, plural: '' };
}

/** What is inline already would double the size of what OLM stores. */
function isServed({ type }: Property): boolean {
  return type !== propertyTypes.bundleObject && type !== propertyTypes.csvMetadata;
}

/** Requirements once more, as older clients read them. */
function dependencyOf({ type, value }: Property): RegistryProperty[] {
  if (type === propertyTypes.gvkRequired) return [{ type: propertyTypes.gvk, value: goPlainJson(value) }];
  if (type !== propertyTypes.packageRequired) return [];
  const { packageName, versionRange } = value as { packageName?: string; versionRange?: string };
  const shape = propertyShapes[propertyTypes.package];
  return [{ type: propertyTypes.package, value: goStructJson(shape, { packageName, version: versionRange }) }];
}

/** A CSV without anything that would install it, made of `olm.csv.metadata`: what a console shows of it. */
function csvJsonOf(model: PackageModel, { name, parsed, version, relatedImages }: BundleModel): string {
  const [metadata] = parsed.csvMetadatas;
  if (metadata === undefined) return '';
  const { annotations, labels, crdDescriptions, apiServiceDefinitions, description, ...rest } = metadata;
  const csv = {
    kind: 'ClusterServiceVersion',
    apiVersion: 'operators.coreos.com/v1alpha1',
    metadata: { name, labels, annotations },
    spec: {
      ...rest,
      // Without a strategy OLM's package server writes into a map that is not there.
      install: { strategy: 'deployment' },
      version: version.text,
      customresourcedefinitions: crdDescriptions,
      apiservicedefinitions: apiServiceDefinitions,
      description: description === undefined || description === '' ? model.description : description,
      icon: model.icon === undefined ? [] : [model.icon],
      relatedImages,
    },
  };
  return escapeHtml(goStructJson(csvOfMetadata, csv));
}
