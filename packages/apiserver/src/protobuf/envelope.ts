import { isJsonObject, type Json, parseApiVersion } from '@violet/machinery';
import type { BodyDecoder } from '../body-decoder.ts';
import { decodeMessage } from './decode.ts';
import type { ProtobufTypes } from './field.ts';
import { messageName } from './message-name.ts';
import { malformed } from './wire.ts';

const magic = Buffer.from('k8s\0', 'latin1');

/** `runtime.Unknown`: the type of the object, then the object itself in `raw`. */
const envelopeTypes: ProtobufTypes = {
  Unknown: {
    1: { name: 'typeMeta', kind: 'message', type: 'TypeMeta' },
    2: { name: 'raw', kind: 'bytes' },
  },
  TypeMeta: { 1: { name: 'apiVersion', kind: 'string' }, 2: { name: 'kind', kind: 'string' } },
};

/** Decodes `application/vnd.kubernetes.protobuf`: four magic bytes, then the envelope. */
export function decodeEnvelope(bytes: Buffer, decoder: BodyDecoder): Json {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw malformed();
  const unknown = decodeMessage(bytes.subarray(magic.length), 'Unknown', envelopeTypes);
  if (!isJsonObject(unknown)) throw malformed();
  const { apiVersion, kind } = typeMetaOf(unknown);
  const name = messageName({ ...parseApiVersion(apiVersion), kind }, decoder.resources());
  const raw = typeof unknown['raw'] === 'string' ? Buffer.from(unknown['raw'], 'base64') : Buffer.alloc(0);
  const object = decodeMessage(raw, name, decoder.protobufTypes);
  if (!isJsonObject(object)) throw malformed();
  return { apiVersion, kind, ...object };
}

function typeMetaOf(unknown: Record<string, Json>): { apiVersion: string; kind: string } {
  const typeMeta = isJsonObject(unknown['typeMeta']) ? unknown['typeMeta'] : {};
  return { apiVersion: String(typeMeta['apiVersion'] ?? ''), kind: String(typeMeta['kind'] ?? '') };
}
