export interface PackageIcon {
  base64: string;
  mediaType: string;
  /** An HTTP entity tag, in quotes. */
  tag: string;
}

/** An outlined box, for packages that bring no icon. */
const defaultIcon: Buffer = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="none" stroke="#8d8d8f" stroke-width="2" ' +
    'stroke-linejoin="round" d="M24 4 42 14v20L24 44 6 34V14zM6 14l18 10 18-10M24 24v20"/></svg>\n',
);

/** Media types that a browser shows as a picture; anything else an icon could claim would be run or downloaded. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/jpg', 'image/svg+xml', 'image/gif', 'image/webp']);

export interface IconAnswer {
  bytes: Buffer;
  headers: Record<string, string>;
}

/** What is answered for an icon. It comes out of a bundle, so whatever it is, it may not run anything. */
export function iconAnswer(icon: PackageIcon | undefined): IconAnswer {
  if (icon === undefined) return { bytes: defaultIcon, headers: { ...harmless, 'content-type': 'image/svg+xml' } };
  const type = pictures.has(icon.mediaType) ? icon.mediaType : 'application/octet-stream';
  return {
    bytes: Buffer.from(icon.base64, 'base64'),
    headers: { ...harmless, 'content-type': type, etag: icon.tag },
  };
}

const harmless = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
};
