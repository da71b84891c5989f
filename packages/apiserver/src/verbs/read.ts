import type { Target } from '../backend.ts';
import { acceptEncoding, type Call } from '../call.ts';
import { header } from '../http.ts';
import { negotiate } from '../negotiate.ts';
import { listQuery, watchQuery } from '../options.ts';
import { respond, respondBytes } from '../respond.ts';
import { renderList, renderObject, viewOf } from '../table/rendition.ts';
import { streamEvents } from '../watch/stream.ts';
import { verbOf } from './attributes.ts';

/** GET of an object, a list or a watch. */
export async function read(call: Call, target: Target): Promise<void> {
  const { server, request, response, query, context } = call;
  const subresource = target.resource.subresources.find(({ name }) => name === target.subresource);
  if (subresource?.raw === true) return readRaw(call, target);
  const accepted = negotiate(header(request, 'accept'));
  const view = viewOf(target, accepted, query, server.clock);
  const verb = verbOf(call.method, target, query);
  if (verb === 'watch') {
    const events = await server.backend.watch(target, watchQuery(query), context);
    await streamEvents(response, events, view, (error) => server.log('a watch broke off', error));
    return;
  }
  const body =
    verb === 'list'
      ? renderList(await server.backend.list(target, listQuery(query), context), view)
      : renderObject(await server.backend.get(target, context), view);
  await respond(response, { code: 200, body, format: accepted.format }, acceptEncoding(call));
}

async function readRaw({ server, request, response, query, context }: Call, target: Target): Promise<void> {
  const { backend } = server;
  const { headers } = request;
  const answer = await backend.getRaw?.(target, { headers, query }, context);
  if (answer === undefined) throw new Error(`the backend has no getRaw for ${target.subresource}`);
  const { code, contentType, bytes, headers: added = {} } = answer;
  await respondBytes(response, bytes, { code, contentType, headers: added });
}
