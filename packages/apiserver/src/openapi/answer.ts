import { acceptEncoding, type Call } from '../call.ts';
import { header } from '../http.ts';
import { parseAccept } from '../negotiate.ts';
import { respond, respondBytes } from '../respond.ts';
import { notServed } from '../route.ts';
import type { Rendered } from './documents.ts';

const protobufType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** Answers `/openapi/v2`, `/openapi/v3` and `/openapi/v3/<group version>`. */
export async function answerOpenApi(call: Call): Promise<void> {
  const resources = call.server.backend.resources();
  const { documents } = call.server;
  if (call.path === '/openapi/v2') {
    const form = wantsProtobuf(header(call.request, 'accept')) ? 'protobuf' : 'json';
    return send(call, documents.whole(resources, form), form === 'json' ? 'application/json' : protobufType);
  }
  if (call.path === '/openapi/v3')
    return respond(call.response, { code: 200, body: indexOf(call) }, acceptEncoding(call));
  const document = call.path.startsWith('/openapi/v3/')
    ? documents.groupVersion(resources, call.path.slice('/openapi/v3/'.length))
    : undefined;
  if (document === undefined) throw notServed();
  await send(call, document, 'application/json');
}

/** A remote server's document is fetched from it when it is asked for. */
function indexOf({ server }: Call): { paths: Record<string, object> } {
  const index = server.documents.index(server.backend.resources());
  for (const { group, version } of server.remoteApis()) {
    const path = `apis/${group}/${version}`;
    index.paths[path] = { serverRelativeURL: `/openapi/v3/${path}` };
  }
  return index;
}

function wantsProtobuf(accept: string | undefined): boolean {
  const [first] = parseAccept(accept);
  return first?.type.startsWith('application/com.github.proto-openapi.spec.v2') ?? false;
}

/** A client that names the hash may keep the document for good. */
async function send(call: Call, { bytes, hash }: Rendered, contentType: string): Promise<void> {
  const etag = `"${hash}"`;
  const headers = {
    etag,
    vary: 'Accept-Encoding, Accept',
    ...(call.query.get('hash') === hash
      ? {
          'cache-control': 'public, immutable',
          expires: new Date(call.server.clock().getTime() + yearMs).toUTCString(),
        }
      : {}),
  };
  const unchanged = header(call.request, 'if-none-match') === etag;
  await respondBytes(call.response, unchanged ? Buffer.alloc(0) : bytes, {
    code: unchanged ? 304 : 200,
    contentType,
    acceptEncoding: acceptEncoding(call),
    headers,
  });
}

const yearMs = 365 * 24 * 3600 * 1000;
