import { Failure } from '@violet/machinery';

export type Format = 'json' | 'yaml';
export type Rendition = 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

/** How the client wants the answer. */
export interface Accepted {
  format: Format;
  as: Rendition;
}

/** One media range of an Accept header, with its parameters. */
export interface MediaRange {
  type: string;
  parameters: Record<string, string>;
}

const formats: Record<string, Format> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/yaml': 'yaml',
};

const renditions: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

/** The ranges of an Accept header in the client's order, the most wanted first. */
export function parseAccept(header: string | undefined): MediaRange[] {
  if (header === undefined || header.trim() === '') return [{ type: '*/*', parameters: {} }];
  const ranges = header.split(',').map(parseRange);
  const quality = (range: MediaRange) => Number(range.parameters['q'] ?? 1);
  return ranges.sort((a, b) => quality(b) - quality(a));
}

function parseRange(text: string): MediaRange {
  const [type = '', ...pairs] = text.split(';').map((part) => part.trim());
  const parameters: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) parameters[pair.slice(0, equals).toLowerCase()] = pair.slice(equals + 1).replace(/^"|"$/g, '');
  }
  return { type: type.toLowerCase(), parameters };
}

/** Picks the first range that can be served; throws NotAcceptable when there is none. */
export function negotiate(header: string | undefined): Accepted {
  for (const range of parseAccept(header)) {
    const format = formats[range.type];
    if (format === undefined) continue;
    const as = range.parameters['as'];
    if (as === undefined) return { format, as: 'object' };
    const known = range.parameters['g'] === 'meta.k8s.io' && range.parameters['v'] === 'v1' && renditions.has(as);
    if (known) return { format, as: as as Rendition };
  }
  throw new Failure(
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/json;as=Table;v=v1;g=meta.k8s.io',
  );
}
