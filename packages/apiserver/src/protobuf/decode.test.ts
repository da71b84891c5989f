import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode.ts';
import { decodeEnvelope } from './envelope.ts';
import type { ProtobufTypes } from './field.ts';
import { WireWriter } from './wire-writer.ts';

const types: ProtobufTypes = {
  'io.k8s.api.core.v1.Thing': {
    1: { name: 'metadata', kind: 'message', type: 'Meta' },
    2: { name: 'data', kind: 'map', valueKind: 'bytes' },
    3: { name: 'names', kind: 'string', repeated: true },
    4: { name: 'port', kind: 'message', type: 'IntOrString' },
    5: { name: 'done', kind: 'bool' },
    6: { name: 'count', kind: 'int' },
    7: { name: '', kind: 'message', type: 'Inlined', inline: true },
    8: { name: 'self', kind: 'message', type: 'io.k8s.api.core.v1.Thing' },
  },
  Meta: { 1: { name: 'name', kind: 'string' }, 8: { name: 'creationTimestamp', kind: 'message', type: 'Time' } },
  Inlined: { 1: { name: 'image', kind: 'string' } },
};

function written(write: (writer: WireWriter) => void): Buffer {
  const writer = new WireWriter();
  write(writer);
  return writer.finish();
}

const thing = written((writer) => {
  writer.message(1, (meta) => {
    meta.string(1, 'x');
    meta.message(8, (time) => time.integer(1, 1_700_000_000));
  });
  for (const [key, value] of [
    ['a', 'one'],
    ['b', 'two'],
  ]) {
    writer.message(2, (entry) => {
      entry.string(1, key ?? '');
      entry.string(2, value ?? '');
    });
  }
  writer.string(3, 'n1');
  writer.string(3, 'n2');
  writer.message(4, (port) => {
    port.integer(1, 1);
    port.string(3, 'http');
  });
  writer.bool(5, true);
  writer.integer(6, 300);
  writer.message(7, (inlined) => inlined.string(1, 'nginx'));
  writer.string(99, 'from a newer client');
});

const expected = {
  metadata: { name: 'x', creationTimestamp: '2023-11-14T22:13:20Z' },
  data: { a: 'b25l', b: 'dHdv' },
  names: ['n1', 'n2'],
  port: 'http',
  done: true,
  count: 300,
  image: 'nginx',
};

describe('a protobuf message', () => {
  it('is decoded by its table', () => {
    expect(decodeMessage(thing, 'io.k8s.api.core.v1.Thing', types)).toEqual(expected);
  });

  it('in its envelope names its kind', () => {
    const envelope = written((unknown) => {
      unknown.message(1, (meta) => {
        meta.string(1, 'v1');
        meta.string(2, 'Thing');
      });
      unknown.bytes(2, thing);
    });

    const decoded = decodeEnvelope(Buffer.concat([Buffer.from('k8s\0'), envelope]), {
      protobufTypes: types,
      resources: () => [],
    });

    expect(decoded).toEqual({ apiVersion: 'v1', kind: 'Thing', ...expected });
  });

  it.each([
    ['cut off', thing.subarray(0, 20)],
    ['with a length beyond its end', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f])],
    ['with an endless number', Buffer.alloc(20, 0xff)],
    [
      'nested without end',
      Array.from({ length: 200 }).reduce<Buffer>(
        (inner) => written((writer) => writer.bytes(8, inner)),
        Buffer.alloc(0),
      ),
    ],
  ])('%s is refused', (_, bytes) => {
    expect(() => decodeMessage(bytes, 'io.k8s.api.core.v1.Thing', types)).toThrow(
      expect.objectContaining({ code: 'BadRequest' }),
    );
  });

  it('of an unknown kind is refused with a way out', () => {
    expect(() => decodeMessage(thing, 'Unknown', types)).toThrow(/send it as JSON/);
  });
});
