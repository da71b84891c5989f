import type { IncomingMessage } from 'node:http';
import { Failure } from '@violet/machinery';
import { scopes } from '../access/scopes.ts';
import { headBlob, mountBlob } from '../contents/blobs.ts';
import type { BlobUpload } from '../registry.ts';
import { discard } from '../wire/answer.ts';
import type { Answered, Transport } from '../wire/transport.ts';
import { findsOtherWay, sendsLessAfterBreaks } from './other-ways.ts';
import { completionUrl, received, uploadLocation } from './upload-answers.ts';
import { beginAnew, finish, hasAdvanced, report, startUpload, type Upload } from './upload-state.ts';

/**
 * Sends a blob: in one request, or in chunks where it is large, and continued where the registry's own count says that it
 * stopped. Failures in a row are bounded; going forward renews patience.
 */
export async function uploadBlob(
  transport: Transport,
  repository: string,
  blob: BlobUpload,
): Promise<'mounted' | 'uploaded'> {
  const upload = startUpload(transport, repository, blob);
  const patience = transport.newPatience();
  for (;;) {
    try {
      if (upload.session.uncertain && (await reconcile(upload)) === 'there') return finish(upload, 'uploaded');
      if (upload.session.location === undefined && (await begin(upload)) === 'mounted')
        return finish(upload, 'mounted');
      while (upload.way.now === 'chunks' && upload.session.offset < blob.size) {
        await sendChunk(upload);
        if (hasAdvanced(upload)) patience.renew();
      }
      await complete(upload);
      return finish(upload, 'uploaded');
    } catch (error) {
      if (hasAdvanced(upload)) patience.renew();
      if (findsOtherWay(upload, error)) continue;
      sendsLessAfterBreaks(upload, error);
      await patience.pause(error);
    }
  }
}

/** After a failure: asks the registry what it has. */
async function reconcile(upload: Upload): Promise<'there' | 'missing'> {
  const { transport, repository, blob, way, session, progress } = upload;
  const { location } = session;
  if (location !== undefined && !way.refused.has('chunks')) {
    const { message, status } = await transport.ask({
      method: 'GET',
      url: location,
      scopes: scopes.push(repository),
      doing: `asking how far blob ${blob.digest} has come to ${repository}`,
      expect: [200, 202, 204, 400, 404, 405, 410, 501],
    });
    await discard(message);
    const count = received(message);
    if (status < 300 && count !== undefined) {
      session.offset = Math.min(count > 0 && session.countsOneMore ? count - 1 : count, blob.size);
      session.wasAsked = true;
      if (session.offset > 0) way.now = 'chunks';
      session.uncertain = false;
      // What another process sent is no progress of this one.
      if (session.continues) progress.furthest = Math.max(progress.furthest, session.offset);
      moveTo(upload, message, location);
      // Of what was begun and, as far as is known, never sent to, there is nothing to tell.
      const isFresh = session.continues && session.offset === 0 && (blob.resume?.offset ?? 0) === 0;
      if (!isFresh) blob.onResumed?.(session.offset);
      return 'missing';
    }
  }
  // The upload is unknown: it was forgotten, or the answer to its completion was lost.
  const size = await headBlob(transport, repository, blob.digest);
  session.uncertain = false;
  if (size === blob.size) return 'there';
  beginAnew(upload);
  return 'missing';
}

async function begin(upload: Upload): Promise<'mounted' | 'begun'> {
  const mounted = await mount(upload);
  if (mounted === 'mounted') return mounted;
  const { message, url } = mounted ?? (await open(upload));
  const least = Number(message.headers['oci-chunk-min-length'] ?? 0);
  // What a proxy has refused is not tried again because the registry behind it would like it.
  if (Number.isSafeInteger(least))
    upload.way.chunkBytes = Math.max(upload.way.chunkBytes, Math.min(least, upload.transport.limits.bodyBytes));
  setLocation(upload, message, url);
  return 'begun';
}

/** Mounts the blob where there is hope; gives the upload that the registry may have begun in its place. */
async function mount({ transport, repository, blob }: Upload): Promise<'mounted' | Answered | undefined> {
  if (blob.mountFrom === undefined) return undefined;
  const outcome = await mountBlob(transport, repository, blob.digest, blob.mountFrom);
  return outcome.mounted ? 'mounted' : outcome.answered;
}

async function open({ transport, repository, doing }: Upload): Promise<Answered> {
  const answered = await transport.ask({
    method: 'POST',
    url: `/v2/${repository}/blobs/uploads/`,
    scopes: scopes.push(repository),
    doing,
    expect: [202],
    headers: { 'content-length': 0 },
  });
  await discard(answered.message);
  return answered;
}

async function sendChunk(upload: Upload): Promise<void> {
  const { transport, repository, blob } = upload;
  const { offset, location } = upload.session;
  const size = Math.min(upload.way.chunkBytes, blob.size - offset);
  upload.session.uncertain = true;
  upload.way.bodyBytes = size;
  const { message, status, url } = await transport.ask({
    method: 'PATCH',
    url: location ?? '',
    scopes: scopes.push(repository),
    doing: upload.doing,
    // Some registries answer a chunk with 201 or 204.
    expect: [201, 202, 204, 416],
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': size,
      'content-range': `${offset}-${offset + size - 1}`,
    },
    stream: () => counted(upload, size),
  });
  await discard(message);
  const count = received(message);
  if (status === 416) return stepBack(upload, count);
  if (count === offset) throw swallowed(upload);
  upload.session.patched = true;
  const end = count ?? offset + size;
  if (end < offset || end > offset + size) throw outOfStep(upload);
  upload.session.offset = end;
  upload.session.wasAsked = false;
  upload.session.uncertain = false;
  moveTo(upload, message, url);
  if (end < offset + size) throw cutShort(upload, end - offset);
}

/** A chunk was refused as one that does not follow what is there. */
function stepBack(upload: Upload, count: number | undefined): void {
  const { offset } = upload.session;
  if (count !== undefined && count !== offset) throw outOfStep(upload);
  if (count === undefined || !upload.session.wasAsked || upload.session.countsOneMore || offset === 0)
    throw tooLarge(upload);
  upload.session.countsOneMore = true;
  upload.session.offset = offset - 1;
  upload.session.uncertain = false;
}

async function complete(upload: Upload): Promise<void> {
  const { transport, repository, blob } = upload;
  const { location } = upload.session;
  const url = completionUrl(location ?? transport.base, blob.digest);
  const size = upload.way.now === 'whole' ? blob.size : 0;
  upload.session.uncertain = true;
  upload.way.bodyBytes = size;
  const { message } = await transport.ask({
    method: 'PUT',
    url,
    scopes: scopes.push(repository),
    doing: upload.doing,
    expect: [201, 202, 204],
    headers: { 'content-type': 'application/octet-stream', 'content-length': size },
    idleMs: transport.options.timeouts?.completeMs ?? 600_000,
    ...(size === 0 ? {} : { stream: () => counted(upload, size) }),
  });
  await discard(message);
}

/** The next bytes, telling how far they have come: neither more nor fewer than the request announces. */
async function* counted(upload: Upload, size: number): AsyncGenerator<Uint8Array> {
  const { transport, blob, doing } = upload;
  const { offset } = upload.session;
  const wrong = (comparison: string) =>
    new Failure('Conflict', `${doing}: its source gave ${comparison} than ${size} bytes at ${offset}`, {
      reason: 'SourceUnreadable',
    });
  let sent = 0;
  for await (const bytes of transport.limited(blob.open(offset, size))) {
    if (sent + bytes.length > size) throw wrong('more');
    yield bytes;
    sent += bytes.length;
    report(upload, offset + sent);
  }
  if (sent < size) throw wrong('fewer');
}

function setLocation(upload: Upload, message: IncomingMessage, from: URL): void {
  const { transport, repository, doing, blob } = upload;
  upload.session.location = uploadLocation(transport, repository, message, from, doing);
  blob.onSession?.({ location: upload.session.location.href, offset: upload.session.offset });
}

/** An upload's address may change with each answer; without a word it stays. */
function moveTo(upload: Upload, message: IncomingMessage, from: URL): void {
  if (message.headers.location !== undefined) setLocation(upload, message, from);
}

function outOfStep({ transport, doing }: Upload): Failure {
  return new Failure('Conflict', `registry ${transport.base.host}: ${doing}: it has other bytes than were sent`, {
    reason: 'UploadOutOfStep',
    hint: 'the same blob may be on its way from somewhere else; run the command again',
  });
}

function cutShort({ transport, doing, way }: Upload, taken: number): Failure {
  return new Failure(
    'Conflict',
    `registry ${transport.base.host}: ${doing}: it took ${taken} bytes of a chunk of ${way.bodyBytes}`,
    { reason: 'ChunkCutShort', hint: 'look at its log, its disk may be full; then run the command again to continue' },
  );
}

function swallowed({ transport, doing }: Upload): Failure {
  return new Failure('Conflict', `registry ${transport.base.host}: ${doing}: it took a chunk and does not count it`, {
    reason: 'ChunkSwallowed',
    hint: 'the registry may not know uploads in several parts, and has refused them in one',
  });
}

function tooLarge({ transport, doing, way }: Upload): Failure {
  return new Failure(
    'Conflict',
    `registry ${transport.base.host}: ${doing}: it refuses a chunk of ${way.bodyBytes} bytes`,
    {
      reason: 'ChunkTooLarge',
      hint: 'the registry, or a proxy before it, limits the size of requests',
    },
  );
}
