import { digestOf } from '../digest.ts';
import { type Asked, page, refused, type Told } from './exchange.ts';
import { repositoryOf, type Storage } from './fake-storage.ts';
import type { Quirks } from './quirks.ts';

interface Upload {
  name: string;
  bytes: Buffer;
  chunks: number;
  /** What the location's query must be. */
  state: string;
}

export interface Uploads {
  begin(asked: Asked, name: string): Told;
  continue(asked: Asked, name: string, id: string): Told;
  /** Whose upload this is: storage hosts take them without the name. */
  nameOf(id: string): string | undefined;
  /** Uploads that were neither ended nor cancelled. */
  count(): number;
}

export function createUploads(storage: Storage, quirks: Quirks): Uploads {
  const uploads = new Map<string, Upload>();
  const hasState = quirks.location === 'state' || quirks.location === 'strict-state';
  let begun = 0;

  function begin({ parameters, origin }: Asked, name: string): Told {
    const digest = parameters.get('mount');
    if (digest !== null) {
      const told = mount(name, digest, parameters.get('from') ?? '');
      if (told !== undefined) return told;
    }
    begun += 1;
    const id = `upload-${begun}`;
    const upload = { name, bytes: Buffer.alloc(0), chunks: 0, state: '' };
    uploads.set(id, upload);
    const least = quirks.minChunkBytes === undefined ? {} : { 'oci-chunk-min-length': quirks.minChunkBytes };
    return { status: 202, headers: { ...where(id, upload, origin, 'begun'), ...least } };
  }

  function mount(name: string, digest: string, from: string): Told | undefined {
    if (quirks.mount === 'ignored') return undefined;
    if (quirks.mount !== undefined) return refused(quirks.mount, 'UNSUPPORTED');
    if (!repositoryOf(storage, from).blobs.has(digest)) return undefined;
    repositoryOf(storage, name).blobs.add(digest);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }

  function where(
    id: string,
    upload: Upload,
    origin: string,
    when: 'begun' | 'chunk' | 'asked',
  ): Record<string, string> {
    upload.state = hasState ? `_state=${btoa(`~${id} ${upload.bytes.length}*'`)}%3D&x=~(a)` : '';
    const range = rangeOf(quirks.range, upload.bytes.length, when);
    return {
      ...locationOf(quirks.location, origin, upload, id),
      'docker-upload-uuid': id,
      ...(range === undefined ? {} : { range }),
    };
  }

  function proceed(asked: Asked, name: string, id: string): Told {
    const upload = uploads.get(id);
    if (upload?.name !== name) return refused(404, 'BLOB_UPLOAD_UNKNOWN');
    const isStale = asked.query.replace(/&?digest=[^&]*$/, '') !== upload.state;
    if (isStale && quirks.location === 'strict-state') uploads.delete(id);
    if (isStale && quirks.location === 'strict-state') return refused(400, 'BLOB_UPLOAD_INVALID');
    if (isStale && asked.method !== 'GET') return refused(416, 'RANGE_INVALID');
    if (asked.method === 'DELETE') {
      uploads.delete(id);
      return { status: 204 };
    }
    if (asked.method === 'GET') {
      if (quirks.statusRefused !== undefined) return refused(quirks.statusRefused, 'UNSUPPORTED');
      return { status: 204, headers: where(id, upload, asked.origin, 'asked') };
    }
    return asked.method === 'PATCH' ? patch(asked, id, upload) : put(asked, id, upload);
  }

  function patch(asked: Asked, id: string, upload: Upload): Told {
    const {
      chunksRefused,
      maxChunkBytes,
      minChunkBytes,
      laterChunksSwallowed,
      takesOfChunk,
      chunkStatus = 202,
    } = quirks;
    if (chunksRefused !== undefined) return page(chunksRefused, 'Refused');
    if (asked.body.length > (maxChunkBytes ?? Number.POSITIVE_INFINITY)) {
      return refused(416, 'REQUESTED_RANGE_NOT_SATISFIABLE');
    }
    const start = /^(\d+)-\d+$/.exec(asked.headers['content-range'] ?? '')?.[1];
    const isShort = upload.bytes.length % (minChunkBytes ?? 1) !== 0;
    if (isShort || (start !== undefined && Number(start) !== upload.bytes.length)) {
      return refused(416, 'BLOB_UPLOAD_INVALID', where(id, upload, asked.origin, 'asked'));
    }
    upload.chunks += 1;
    if (laterChunksSwallowed !== true || upload.chunks === 1)
      upload.bytes = Buffer.concat([upload.bytes, asked.body.subarray(0, takesOfChunk)]);
    return { status: chunkStatus, headers: where(id, upload, asked.origin, 'chunk') };
  }

  function put(asked: Asked, id: string, upload: Upload): Told {
    if (quirks.wholeRefused !== undefined && asked.body.length > 0) return page(quirks.wholeRefused, 'Refused');
    const digest = asked.parameters.get('digest') ?? '';
    const bytes = Buffer.concat([upload.bytes, asked.body]);
    uploads.delete(id);
    if (digestOf(bytes) !== digest) return refused(400, 'DIGEST_INVALID');
    storage.blobs.set(digest, bytes);
    repositoryOf(storage, upload.name).blobs.add(digest);
    return {
      status: 201,
      headers: { 'docker-content-digest': digest, location: `/v2/${upload.name}/blobs/${digest}` },
    };
  }

  return { begin, continue: proceed, nameOf: (id) => uploads.get(id)?.name, count: () => uploads.size };
}

function locationOf(
  kind: Quirks['location'],
  origin: string,
  { name, state }: Upload,
  id: string,
): { location?: string } {
  const path = `/v2/${name}/blobs/uploads/${id}`;
  const [scheme, , port] = origin.split(':');
  if (kind === 'uuid-only') return {};
  if (kind === 'relative') return { location: path };
  if (kind === 'state' || kind === 'strict-state') return { location: `${origin}${path}?${state}` };
  if (kind === 'other-host') return { location: `${scheme}://localhost:${port}/elsewhere/${id}` };
  if (kind === 'other-port') return { location: `${scheme}://127.0.0.1:1${path}` };
  if (kind === 'plain-http') return { location: `${origin.replace('https', 'http')}${path}` };
  return { location: `${origin}${path}` };
}

function rangeOf(kind: Quirks['range'], size: number, when: 'begun' | 'chunk' | 'asked'): string | undefined {
  const last = Math.max(0, size - 1);
  if (kind === 'none') return undefined;
  if (kind === 'open') return 'bytes=0-';
  if (kind === 'bytes') return `bytes=0-${last}`;
  if (kind === 'quay' && when === 'begun') return 'bytes=0--1';
  if (kind === 'quay' && when === 'asked') return `bytes=0-${size}`;
  return `0-${last}`;
}
