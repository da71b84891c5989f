import type { CsvDescription, PackageManifestStatus } from '@violet/api';

/** Annotations that lists show or filter by; examples of objects and the like stay with the package. */
const shownAnnotations = [
  'provider-type',
  'provider',
  'categories',
  'capabilities',
  'createdAt',
  'support',
  'cpaas.io/lifecycle-type',
];

/** What a list needs of a package: without descriptions, pictures and APIs, which fill a megabyte. */
export function shownPackage(offered: PackageManifestStatus): Partial<PackageManifestStatus> {
  const { channels, ...others } = offered;
  return {
    ...others,
    channels: channels.map(({ currentCSVDesc, ...channel }) => ({
      ...channel,
      ...(currentCSVDesc === undefined ? {} : { currentCSVDesc: shownDescription(currentCSVDesc) }),
    })),
  };
}

function shownDescription({
  displayName,
  version,
  provider,
  annotations = {},
  keywords,
}: CsvDescription): CsvDescription {
  const kept = shownAnnotations.flatMap((name) => (annotations[name] === undefined ? [] : [[name, annotations[name]]]));
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(version === undefined ? {} : { version }),
    ...(provider === undefined ? {} : { provider }),
    ...(keywords === undefined ? {} : { keywords }),
    annotations: Object.fromEntries(kept),
  };
}
