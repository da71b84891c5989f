import { digestOf, mediaTypes } from '@violet/oci';

/** A request of the story that both registries are told, in its order. `{name}` stands for what an earlier answer gave. */
export interface Asked {
  name: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Keeps the path of the answer's Location under this name. */
  keeps?: string;
  /** Why our answer is another one: then only that it is another one is checked. */
  differs?: string;
}

const layer = 'hello world';
const digest = digestOf(layer);
const config = '{}';
const missing = digestOf('missing');
const image = {
  schemaVersion: 2,
  mediaType: mediaTypes.imageManifest,
  config: { mediaType: mediaTypes.imageConfig, digest: digestOf(config), size: config.length },
  layers: [{ mediaType: mediaTypes.layer, digest, size: layer.length }],
};
const manifest = JSON.stringify(image);
const index = JSON.stringify({
  schemaVersion: 2,
  mediaType: mediaTypes.imageIndex,
  manifests: [{ mediaType: mediaTypes.imageManifest, digest: digestOf(manifest), size: manifest.length }],
});
const ofManifest = { 'content-type': mediaTypes.imageManifest };
const accepts = { accept: `${mediaTypes.imageManifest}, ${mediaTypes.imageIndex}` };
const begin = (name: string): Asked => ({
  name: `an upload is begun: ${name}`,
  method: 'POST',
  path: 'a/blobs/uploads/',
  keeps: name,
});
const chunk = (name: string, upload: string, body: string, range?: string): Asked => ({
  name,
  method: 'PATCH',
  path: `{${upload}}`,
  body,
  headers: { 'content-type': 'application/octet-stream', ...(range === undefined ? {} : { 'content-range': range }) },
  keeps: upload,
});

export const requests: readonly Asked[] = [
  { name: 'the base', method: 'GET', path: '' },
  { name: 'no repository', method: 'GET', path: 'a/tags/list' },
  { name: 'no manifest', method: 'GET', path: 'a/manifests/v1', differs: 'NAME_UNKNOWN: the repository is not there' },
  { name: 'no blob', method: 'GET', path: `a/blobs/${digest}` },
  { name: 'no blob, by HEAD', method: 'HEAD', path: `a/blobs/${digest}` },
  begin('chunks'),
  { name: 'where it stands at first', method: 'GET', path: '{chunks}' },
  chunk('the first chunk', 'chunks', 'hello', '0-4'),
  { ...chunk('a chunk too early', 'chunks', 'd', '10-10'), differs: 'we say where the upload stands' },
  { name: 'where it stands', method: 'GET', path: '{chunks}' },
  chunk('the second chunk', 'chunks', ' world', '5-10'),
  { name: 'it is finished', method: 'PUT', path: `{chunks}?digest=${digest}` },
  { name: 'it is finished again', method: 'PUT', path: `{chunks}?digest=${digest}` },
  begin('whole'),
  {
    name: 'a whole blob in one PUT',
    method: 'PUT',
    path: `{whole}?digest=${digestOf(config)}`,
    body: config,
    headers: { 'content-type': 'application/octet-stream' },
  },
  begin('wrong'),
  { name: 'another digest', method: 'PUT', path: `{wrong}?digest=${missing}`, body: 'x' },
  begin('nonsense'),
  { name: 'no digest', method: 'PUT', path: '{nonsense}', body: 'x' },
  begin('ended'),
  { name: 'an upload is ended', method: 'DELETE', path: '{ended}' },
  { name: 'an upload that was ended', method: 'GET', path: '{ended}' },
  { name: 'a blob', method: 'GET', path: `a/blobs/${digest}` },
  { name: 'a blob, by HEAD', method: 'HEAD', path: `a/blobs/${digest}` },
  { name: 'a range', method: 'GET', path: `a/blobs/${digest}`, headers: { range: 'bytes=2-5' } },
  { name: 'the end', method: 'GET', path: `a/blobs/${digest}`, headers: { range: 'bytes=-3' } },
  {
    name: 'a range behind the end',
    method: 'GET',
    path: `a/blobs/${digest}`,
    headers: { range: 'bytes=99-' },
    differs: 'it has a page of text there',
  },
  { name: 'unchanged', method: 'GET', path: `a/blobs/${digest}`, headers: { 'if-none-match': `"${digest}"` } },
  { name: 'a mount', method: 'POST', path: `b/blobs/uploads/?mount=${digest}&from=a` },
  { name: 'a mount of what is not there', method: 'POST', path: `b/blobs/uploads/?mount=${missing}&from=a` },
  { name: 'an image', method: 'PUT', path: 'a/manifests/v1', body: manifest, headers: ofManifest },
  {
    name: 'an image by digest',
    method: 'PUT',
    path: `a/manifests/${digestOf(manifest)}`,
    body: manifest,
    headers: ofManifest,
  },
  {
    name: 'an image by another digest',
    method: 'PUT',
    path: `a/manifests/${missing}`,
    body: manifest,
    headers: ofManifest,
  },
  {
    name: 'an image whose layer is not there',
    method: 'PUT',
    path: 'a/manifests/v2',
    body: manifest.replace(digest, missing),
    headers: ofManifest,
  },
  { name: 'no JSON', method: 'PUT', path: 'a/manifests/v2', body: 'x', headers: ofManifest },
  {
    name: 'an index',
    method: 'PUT',
    path: 'a/manifests/all',
    body: index,
    headers: { 'content-type': mediaTypes.imageIndex },
  },
  { name: 'the image', method: 'GET', path: 'a/manifests/v1', headers: accepts },
  { name: 'the image, by HEAD', method: 'HEAD', path: 'a/manifests/v1', headers: accepts },
  { name: 'the image, by digest', method: 'GET', path: `a/manifests/${digestOf(manifest)}`, headers: accepts },
  { name: 'the index', method: 'GET', path: 'a/manifests/all', headers: accepts },
  { name: 'no such tag', method: 'GET', path: 'a/manifests/v9', headers: accepts },
  { name: 'no such digest', method: 'GET', path: `a/manifests/${missing}`, headers: accepts },
  { name: 'tags', method: 'GET', path: 'a/tags/list' },
  { name: 'a page of tags', method: 'GET', path: 'a/tags/list?n=1' },
  {
    name: 'the last page',
    method: 'GET',
    path: 'a/tags/list?n=1&last=all',
    differs: 'it leads to one more page there, which is empty',
  },
  { name: 'repositories', method: 'GET', path: '_catalog' },
  { name: 'a bad name', method: 'GET', path: 'UPPER/tags/list', differs: 'it is a page that is not there, there' },
  {
    name: 'a method that is not there',
    method: 'PATCH',
    path: 'a/tags/list',
    differs: 'it has a page of text there',
  },
  { name: 'a tag is deleted', method: 'DELETE', path: 'a/manifests/all' },
  { name: 'it is deleted again', method: 'DELETE', path: 'a/manifests/all' },
  { name: 'an image is deleted', method: 'DELETE', path: `a/manifests/${digestOf(manifest)}` },
  { name: 'the image is gone', method: 'GET', path: 'a/manifests/v1', headers: accepts },
  { name: 'a blob is deleted', method: 'DELETE', path: `a/blobs/${digest}` },
  { name: 'the blob is gone', method: 'GET', path: `a/blobs/${digest}` },
];
