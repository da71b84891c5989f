import { describe, expect, it } from 'vitest';
import { readWholeHead } from './head.ts';
import { skimHead } from './skim-head.ts';

const usual = `# Source: a chart
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-cli
  annotations:
    helm.sh/hook: pre-install,post-install
    "example.com/quoted": 'it''s'
    example.com/port: "9090" # a comment
  labels: {}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        args: ["--port", 80, a-b]
        command:
        - sh
        - -c
        - |
          echo "a: b"

            # not a comment
          exit 0
        env:
          - name: A
            value: "x\\n"
          -   name: B
              value: http://example.com:80/a#b
        resources:
          limits:
            cpu: 100m
  empty:
data:
  text: |-

    kind: Nothing
  folded: >
    a
  long: this goes on
    on the next line, and

    - after a blank one
  last: --flag
`;

describe('a head that is skimmed', () => {
  it.each([
    ['a usual manifest', usual],
    ['one without metadata', 'kind: List\nitems: []\n'],
    ['one that is indented', '  kind: A\n  metadata:\n    name: b\n'],
    ['one with empty annotations', 'kind: A\nmetadata:\n  annotations: {}\n  name: b'],
    ['one with empty annotations below', 'kind: A\nmetadata:\n  annotations:\n    {}\n  name: b\nspec:\n  []\n'],
  ])('is that of the whole reader: %s', (_, text) => {
    const head = skimHead(text);
    expect(head).toBeDefined();
    expect(head).toEqual(readWholeHead(text));
  });

  it.each([
    ['a number for a name', 'kind: A\nmetadata:\n  name: 1\n'],
    ['a truth for an annotation', 'metadata:\n  annotations:\n    a: true\n'],
    ['a key in other letters', 'Kind: A\n'],
    ['a key twice', 'kind: A\nkind: B\n'],
    ['an alias', 'a: &a b\nc: *a\n'],
    ['a name over several lines', 'kind: b\n  c\n'],
    ['a comment among the lines of a scalar', 'a: b # c\n  d\n'],
    ['a list where its map has a value already', 'a:\n  b:\n- c\n'],
    ['a key between two columns', 'a:\n  b:\n c: d\n'],
    ['text that is less deep than its block', 'a: |\n    b\n  c\n'],
    ['a comment that is less deep than its block', 'a: |\n    b\n  # c\n'],
    ['a tab', 'a:\tb\n'],
    ['a colon in a scalar', 'a: b: c\n'],
    ['no map', '- a\n'],
    ['nothing', '# only a comment\n'],
    ['what JSON has no number for', 'a: .inf\n'],
  ])('is left to the whole reader: %s', (_, text) => {
    expect(skimHead(text)).toBeUndefined();
  });

  it('is never told otherwise than the whole reader tells it, however the manifest is spoiled', () => {
    const random = numbersFrom(20261122);
    let skimmed = 0;
    for (let time = 0; time < 20_000; time++) {
      const text = spoil(usual, 1 + (time % 4), random);
      const head = skimHead(text);
      if (head === undefined) continue;
      skimmed += 1;
      expect({ text, head }).toEqual({ text, head: readWholeHead(text) });
    }
    expect(skimmed).toBeGreaterThan(3000);
  });
});

/** Whole numbers below a bound, the same in each run. */
function numbersFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const pieces = [
  ' ',
  '  ',
  '\n',
  ':',
  ': ',
  '- ',
  '-',
  '#',
  ' #',
  '"',
  "'",
  '|',
  '>',
  '[',
  ']',
  '{}',
  '&a',
  '*a',
  '!',
  '%',
  'a',
  '1',
  '.',
  '~',
  'null',
  '\\',
  '---\n',
  '? ',
];

function spoil(text: string, times: number, random: (bound: number) => number): string {
  let spoiled = text;
  for (let time = 0; time < times; time++) {
    const at = random(spoiled.length + 1);
    const lines = spoiled.split('\n');
    const line = random(lines.length);
    switch (random(5)) {
      case 0:
        spoiled = spoiled.slice(0, at) + spoiled.slice(at + 1 + random(3));
        break;
      case 1:
        spoiled = spoiled.slice(0, at) + pieces[random(pieces.length)] + spoiled.slice(at);
        break;
      case 2:
        spoiled = lines.toSpliced(line, 1).join('\n');
        break;
      case 3:
        spoiled = lines.toSpliced(random(lines.length), 0, lines[line] ?? '').join('\n');
        break;
      default:
        spoiled = lines.with(line, ' '.repeat(random(9)) + (lines[line] ?? '').trimStart()).join('\n');
    }
  }
  return spoiled;
}
