import { readFileSync } from 'node:fs';
import { isFailure, type JsonObject } from '@violet/machinery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../bundle/read-bundle.ts';
import { bundleSizes } from '../bundle/sizes.ts';
import { catalogOf } from '../graph/catalog-of.ts';
import { imagesOfCsv } from '../relocate/relocate.ts';
import { recordedCases } from '../testing/recorded-cases.ts';
import { readCatalog } from './read-catalog.ts';

const texts = Object.values(recordedCases())
  .flat()
  .flatMap(({ files }) => Object.values(files));

/** A text of the cases with a piece of it taken out, or put where it does not belong. */
const damaged = fc
  .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.nat(), fc.boolean())
  .map(([text, from, length, to, keep]) => {
    const start = from % (text.length + 1);
    const piece = text.slice(start, start + (length % 40));
    const rest = keep ? text : text.slice(0, start) + text.slice(start + piece.length);
    const at = to % (rest.length + 1);
    return rest.slice(0, at) + piece + rest.slice(at);
  });

const garbage = fc.oneof(
  damaged.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 300 }),
);

/** Setters of every member of an object, however deep. */
function placesIn(object: object): ((value: unknown) => void)[] {
  return Object.entries(object).flatMap(([key, member]) => [
    (value: unknown) => {
      (object as Record<string, unknown>)[key] = value;
    },
    ...(typeof member === 'object' && member !== null ? placesIn(member) : []),
  ]);
}

const catalogOfText = (text: string) => readCatalog(new Map([['catalog.yaml', Buffer.from(text)]]));

describe('garbage', () => {
  it('in a catalogue is reported, and never thrown', () => {
    fc.assert(
      fc.property(garbage, fc.constantFrom('a.json', 'a.yaml', '.indexignore'), (bytes, path) => {
        const { content, problems } = readCatalog(new Map([[path, bytes]]));
        expect(Array.isArray(content.bundles)).toBe(true);
        expect(problems.every(({ message }) => message !== '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('in a bundle is refused with a Failure', () => {
    const files = fc.dictionary(
      fc.constantFrom('manifests/a.yaml', 'manifests/b.json', 'metadata/annotations.yaml', 'metadata/x.yaml'),
      garbage,
    );
    fc.assert(
      fc.property(files, (made) => {
        try {
          readBundle({ files: new Map(Object.entries(made)), source: 'x' });
        } catch (error) {
          expect(isFailure(error)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('in the fields of a CSV or CRD is refused with a Failure, or passed over', () => {
    const rows = JSON.parse(readFileSync(new URL('../../testdata/bundles.json', import.meta.url), 'utf8')) as {
      files: Record<string, string>;
    }[];
    const objects = rows.flatMap(({ files }) => Object.entries(files).filter(([, text]) => text.startsWith('{')));
    const junk = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.constantFrom(...objects),
        fc.nat(),
        junk,
        (row, [path, text], at, value) => {
          const object = JSON.parse(text) as object;
          const places = placesIn(object);
          places[at % places.length]?.(value);
          const files = { ...row.files, [path]: JSON.stringify(object) };
          const bytes = Object.entries(files).map(([name, content]) => [name, Buffer.from(content)] as const);
          try {
            const bundle = readBundle({ files: new Map(bytes), source: 'x' });
            expect(bundleSizes(bundle).messageBytes).toBeGreaterThan(0);
            expect(catalogOf([{ bundle }]).content.bundles).toBeInstanceOf(Array);
            expect(imagesOfCsv(bundle.csv as unknown as JsonObject)).toBeInstanceOf(Array);
          } catch (error) {
            if (!isFailure(error)) throw error;
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['brackets without end', `{"a":${'['.repeat(100_000)}`, /nested/],
    ['YAML without end', `a: ${'['.repeat(20_000)}`, /nested|exceeded|depth|did not find/],
    [
      'lists of lists of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join()}]\n`)
        .join('')}`,
      /alias/,
    ],
    ['a text without end', `{"a":"${'\\'.repeat(200_000)}`, /./],
  ])('that would cost much is refused: %s', (_, text, message) => {
    expect(catalogOfText(text).problems[0]?.message).toMatch(message);
  });
});
