const domain = String.raw`(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\]`;
const component = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const reference = new RegExp(
  `^(?:(?:${domain})(?::[0-9]+)?/)?${component}(?:/${component})*(?::(?<tag>[\\w][\\w.-]{0,127}))?(?<digest>@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

/** The tag of an image reference: `latest` where it names neither tag nor digest, empty where it is no reference. */
export function imageTag(image: string): string {
  const found = image.length > 1024 ? undefined : reference.exec(image);
  if (found === undefined || found === null) return '';
  return found.groups?.['tag'] ?? (found.groups?.['digest'] === undefined ? 'latest' : '');
}
