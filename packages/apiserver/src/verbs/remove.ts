import type { DeleteOptions, Target } from '../backend.ts';
import { readBody } from '../body.ts';
import { acceptEncoding, type Call } from '../call.ts';
import { header } from '../http.ts';
import { negotiate } from '../negotiate.ts';
import { deleteOptions, listQuery } from '../options.ts';
import { respond, successStatus } from '../respond.ts';
import { renderList, renderObject, viewOf } from '../table/rendition.ts';

export async function remove(call: Call, target: Target): Promise<void> {
  const options = await optionsOf(call);
  const accepted = negotiate(header(call.request, 'accept'));
  const { object, deleted } = await call.server.backend.delete(target, options, call.context);
  const { resource } = target;
  const gone = successStatus({
    name: deleted.metadata.name ?? '',
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    ...(deleted.metadata.uid === undefined ? {} : { uid: deleted.metadata.uid }),
  });
  const body =
    object === undefined ? gone : renderObject(object, viewOf(target, accepted, call.query, call.server.clock));
  await respond(call.response, { code: 200, body, format: accepted.format }, acceptEncoding(call));
}

export async function removeCollection(call: Call, target: Target): Promise<void> {
  const options = await optionsOf(call);
  const accepted = negotiate(header(call.request, 'accept'));
  const deleted = await call.server.backend.deleteCollection(target, listQuery(call.query), options, call.context);
  const view = viewOf(target, accepted, call.query, call.server.clock);
  await respond(
    call.response,
    { code: 200, body: renderList(deleted, view), format: accepted.format },
    acceptEncoding(call),
  );
}

async function optionsOf(call: Call): Promise<DeleteOptions> {
  const { value } = await readBody(call.request, call.server.decoder);
  return deleteOptions(value, call.query);
}
