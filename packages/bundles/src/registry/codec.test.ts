import { isFailure } from '@violet/machinery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageCodec } from '../protobuf/message-codec.ts';
import { registryCodec } from './codec.ts';
import { registryDescriptor } from './descriptor.ts';
import type { RegistryBundle } from './messages.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const pair = fc.record({ type: text, value: text });
const api = fc.record({ group: text, version: text, kind: text, plural: text });
const bundle: fc.Arbitrary<RegistryBundle> = fc.record(
  {
    csvName: text,
    packageName: text,
    channelName: text,
    csvJson: text,
    object: fc.array(text),
    bundlePath: text,
    providedApis: fc.array(api),
    requiredApis: fc.array(api),
    version: text,
    skipRange: text,
    dependencies: fc.array(pair),
    properties: fc.array(pair),
    replaces: text,
    skips: fc.array(text),
    deprecation: fc.record({ message: text }),
  },
  {
    requiredKeys: [
      'csvName',
      'packageName',
      'channelName',
      'csvJson',
      'object',
      'bundlePath',
      'providedApis',
      'requiredApis',
      'version',
      'skipRange',
      'dependencies',
      'properties',
      'replaces',
      'skips',
    ],
  },
);

const { encodeResponse, decodeResponse } = registryCodec.listBundles;

describe('messages of api.Registry', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(bundle, (value) => {
        expect(decodeResponse(encodeResponse(value))).toEqual(value);
      }),
    );
  });

  it('are written as protobuf has it', () => {
    const bytes = registryCodec.getPackage.encodeResponse({
      name: 'hull',
      channels: [{ name: 'a', csvName: 'hull.v1', deprecation: { message: '' } }],
      defaultChannelName: '',
    });

    expect(Buffer.from(bytes).toString('hex')).toBe('0a0468756c6c120e0a01611207' + '68756c6c2e76311a00');
  });

  it('leave out zero, but where it says something', () => {
    const zero = { number: 1, type: 'number' } as const;
    expect([...messageCodec<{ n: number }>({ n: zero }).encode({ n: 0 })]).toEqual([]);
    expect([...messageCodec<{ n: number }>({ n: { ...zero, keepsZero: true } }).encode({ n: 0 })]).toEqual([8, 0]);
  });

  it('pass over fields that nobody knows', () => {
    // Field 99 as number, fixed64, text, fixed32 and group, then the name.
    const unknown =
      '9806ff01' + '9906' + '0102030405060708' + '9a0603616263' + '9d0601020304' + '9b0608019c06' + '0a0161';
    expect(registryCodec.getPackage.decodeRequest(Buffer.from(unknown, 'hex'))).toEqual({ name: 'a' });
  });

  it.each([
    ['ends within a text', '0a05616263'],
    ['ends within a number', '0a80'],
    ['a number without an end', 'ff'.repeat(11)],
    ['a group without an end', '9b0608'],
    ['an end of no group', '0c'],
    ['groups in groups without end', '0b'.repeat(1000)],
    ['a wire type that is none', '0f'],
    ['a text that is not UTF-8', '0a01ff'],
    ['a fixed number that ends early', '9d0601'],
  ])('are refused: %s', (_, hex) => {
    expect(() => registryCodec.getPackage.decodeRequest(Buffer.from(hex, 'hex'))).toThrow(/not a protobuf message/);
  });

  it('are refused beyond 4 MiB', () => {
    expect(() => decodeResponse(new Uint8Array(4 * 1024 * 1024 + 1))).toThrow('a message of 4194305 bytes');
  });

  it('never break the reader, whatever arrives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeResponse(bytes);
        } catch (error) {
          expect(String(error)).toMatch(/not a protobuf message/);
        }
      }),
    );
  });
});

describe('the description for server reflection', () => {
  it('names the service and its messages', () => {
    const written = Buffer.from(registryDescriptor()).toString('latin1');
    expect(written).toContain('registry.proto');
    expect(written).toContain('.api.GetBundleInChannelRequest');
  });
});

describe('bytes that are no message', () => {
  const methods = Object.values(registryCodec);
  const damaged = fc
    .tuple(bundle, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }), fc.nat())
    .map(([value, changes, length]) => {
      const bytes = Uint8Array.from(encodeResponse(value));
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes.subarray(0, length % 5 === 0 ? length % (bytes.length + 1) : bytes.length);
    });

  it('are refused with a Failure, or read as some message, by every method', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged),
        fc.constantFrom(...methods),
        (bytes, method) => {
          try {
            expect(method.decodeResponse(bytes)).toBeTypeOf('object');
          } catch (error) {
            expect(isFailure(error, 'Invalid', 'RequestEntityTooLarge')).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('become no more than so many things in memory', () => {
    const empty = (count: number) => Buffer.alloc(2 * count, Buffer.from([0x62, 0]));

    expect(decodeResponse(empty(90_000)).properties).toHaveLength(90_000);
    expect(() => decodeResponse(empty(110_000))).toThrow('a message of more than 100000 items');
  });
});
