/**
 * What real registries do differently, one switch each; an empty object is a registry that follows the distribution
 * specification 1.1 to the letter. `owner/name#1` is an issue or pull request on GitHub.
 */
export interface Quirks {
  /** The address of an upload. Default: absolute, on the registry's own host. */
  location?:
    | 'relative' // distribution with http.relativeurls, zot: `/v2/…` without a host
    | 'state' // distribution 3: a query `_state=` that says how far it is, and must come back as it is (distribution#1723); 416 where it is stale
    | 'strict-state' // distribution 2.8, Harbor, GitLab: the same, and an upload that is named by a stale one is thrown away (handlers/blobupload.go)
    | 'other-host' // registries that take uploads on a storage host (the specification allows it); CVE-2026-50151 of oras-go
    | 'other-port' // a proxy that forgets the port in Host (docker-registry#545)
    | 'plain-http' // TLS ends before a registry that does not know of it (distribution#479)
    | 'uuid-only'; // early registries: Docker-Upload-UUID and no Location
  /** Status of a taken chunk, instead of 202. ECR: 201 (regclient#81); pulp: 204 (pulp_container#2199). */
  chunkStatus?: 201 | 204;
  /** No PATCH at all: 404 or 405 behind proxies that do not let it through (regclient#331), 501 of small servers. */
  chunksRefused?: 404 | 405 | 501;
  /** ECR: each chunk after the first is answered as if it had been taken, is thrown away, and Range stays (containers-roadmap#2831). */
  laterChunksSwallowed?: boolean;
  /** No body in the PUT that ends an upload: pulp before 2023 (pulp_container#1219), answered with this. */
  wholeRefused?: 404 | 405 | 501;
  /** Bytes of a request's body at most, then 413 in HTML and a closed connection: nginx's client_max_body_size (harbor#3270). */
  maxBodyBytes?: number;
  /** Bytes of a request's body, above which a proxy cuts the connection: too much, or too long on its way (harbor#3270, zarf#2104). */
  cutsAboveBytes?: number;
  /** Bytes of a chunk at most, then 416 without Range: ghcr.io, 4 MiB (rust-oci-client#35). */
  maxChunkBytes?: number;
  /** Bytes that are kept of each chunk, as `Range` says; the others are thrown away. None that is known does so for long: a full disk, or malice. */
  takesOfChunk?: number;
  /** `OCI-Chunk-Min-Length`; a smaller chunk that is not the last gets 416 (distribution-spec#391). */
  minChunkBytes?: number;
  /** How `Range` says what is there of an upload. Default: `0-<last byte>`, `0-0` for nothing. */
  range?:
    | 'bytes' // early zot: `bytes=0-<last>`
    | 'quay' // Quay (endpoints/v2/blob.py): `bytes=0--1` at first, `0-<last>` after a chunk, but one more when asked and with 416
    | 'open' // `bytes=0-`
    | 'none'; // no such header
  /** The registry cannot say how far an upload has come. */
  statusRefused?: 404 | 405;
  /**
   * A mount is answered with 202 and an upload (zot without the blob, Quay without the right), or refused with a status: 401 for a
   * project that is not there (Harbor, harbor#17097), 405 (early zot), 404, 500.
   */
  mount?: 'ignored' | 400 | 401 | 403 | 404 | 405 | 500;
  /** What HEAD leaves out. ECR and registry.access.redhat.com: the digest (distribution#3792); proxies: the length (wharf#11). */
  headWithout?: 'digest' | 'length' | 'both';
  /** Whatever is not there is told by a page of HTML. */
  notFoundInHtml?: boolean;
  /** Bytes of a manifest at most, then 413; the specification asks for 4 MiB. */
  maxManifestBytes?: number;
  /** Tags in pages of this many, with a relative `Link`. */
  tagPage?: number;
  /** Blobs are read by 307 from another host (distribution with S3, ECR, GitLab, Quay). */
  blobsElsewhere?: boolean;
  /** No referrers API: 404, and no `OCI-Subject` (distribution 2.8 and 3, GitLab, Quay before 3.11). */
  withoutReferrers?: boolean;
  auth?: AuthQuirks;
  /** Each request is refused at first. 429 with or without Retry-After (Docker Hub, ECR), 503 of a proxy whose backend restarts. */
  busy?: { status: 429 | 500 | 502 | 503; retryAfter?: 'seconds' | 'date' };
  /** Each request finds its connection cut at first: before anything is done, or when it is done and not yet told. */
  cut?: 'before' | 'after';
  /** A proxy that ends the connection after each answer. */
  closes?: boolean;
  /** As HTTP/1.0 servers answer: no length, the end of the connection is the end of the body. */
  withoutLengths?: boolean;
  /** Answers come a byte at a time. */
  slow?: boolean;
}

/** Who may come in: `me` with the password `canary`. */
export interface AuthQuirks {
  /** ECR, Artifactory and small registries ask for a password, the others for tokens. */
  scheme: 'basic' | 'token';
  /** Where tokens come from. Default: an absolute address on the registry's own host. */
  realm?: 'relative' | 'other-host' | 'plain-http';
  /** Basic and Bearer, in one header line (Artifactory) or in one each (ACR, Nexus). */
  challenges?: 'one-line' | 'many-lines';
  /** `access_token` alone, as OAuth 2 names it (ACR). */
  tokenNamed?: 'access_token';
  /** What is said of a token's life. Default: 300 seconds. */
  expiresIn?: 'unsaid' | 0;
  /** A token is good for so many requests: one that runs out in mid push. */
  tokenUses?: number;
  /** Only the last scope of several counts: GitLab (manifest-tool#53). */
  lastScopeOnly?: boolean;
  /** Tokens are given to who shows this refresh token by POST (ACR); others are refused. */
  refreshToken?: string;
}

/** How known registries and products behave, as far as it can be told by these switches; sizes are smaller than in life. */
export const registryProfiles = {
  'distribution 2.8': { location: 'strict-state', withoutReferrers: true, auth: { scheme: 'token' } },
  'distribution 3': { location: 'state', withoutReferrers: true, auth: { scheme: 'token' } },
  Harbor: { location: 'strict-state', mount: 401, auth: { scheme: 'token' } },
  'Harbor behind nginx': { location: 'strict-state', maxBodyBytes: 100_000, closes: true, auth: { scheme: 'token' } },
  zot: { location: 'relative', auth: { scheme: 'basic', challenges: 'one-line' } },
  'early zot': { location: 'relative', range: 'bytes', mount: 405 },
  GitLab: {
    location: 'strict-state',
    blobsElsewhere: true,
    withoutReferrers: true,
    auth: { scheme: 'token', realm: 'other-host', lastScopeOnly: true },
  },
  Quay: { range: 'quay', blobsElsewhere: true, auth: { scheme: 'token', expiresIn: 'unsaid' } },
  ECR: {
    chunkStatus: 201,
    laterChunksSwallowed: true,
    mount: 'ignored',
    headWithout: 'digest',
    blobsElsewhere: true,
    auth: { scheme: 'basic' },
    busy: { status: 429 },
  },
  'ghcr.io': { maxChunkBytes: 150_000, auth: { scheme: 'token' } },
  ACR: { auth: { scheme: 'token', tokenNamed: 'access_token', challenges: 'many-lines' }, blobsElsewhere: true },
  Artifactory: { chunksRefused: 405, auth: { scheme: 'basic', challenges: 'one-line' } },
  pulp: { chunkStatus: 204, wholeRefused: 405, auth: { scheme: 'token' } },
} as const satisfies Record<string, Quirks>;
