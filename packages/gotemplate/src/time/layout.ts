export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export const RFC3339_NANO = '2006-01-02T15:04:05.999999999Z07:00';

/** A piece of a layout: literal text, then the reference time's element that follows it (none at the end). */
export interface LayoutChunk {
  prefix: string;
  element: string | undefined;
}

const ELEMENTS = new RegExp(
  [
    'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST',
    '0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm',
    '-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07',
    '[.,](?:0+|9+)(?![0-9])',
  ].join('|'),
  'g',
);

const MOST_LAYOUTS = 100;
const known = new Map<string, readonly LayoutChunk[]>();

/** Cuts a Go time layout into its elements; the last chunk has none. The same layout is cut once. */
export function layoutChunks(layout: string): readonly LayoutChunk[] {
  let chunks = known.get(layout);
  if (chunks === undefined) {
    chunks = cutLayout(layout);
    if (known.size >= MOST_LAYOUTS) {
      known.clear();
    }
    known.set(layout, chunks);
  }
  return chunks;
}

function cutLayout(layout: string): LayoutChunk[] {
  const chunks: LayoutChunk[] = [];
  let at = 0;
  for (const match of layout.matchAll(ELEMENTS)) {
    chunks.push({ prefix: layout.slice(at, match.index), element: match[0] });
    at = match.index + match[0].length;
  }
  chunks.push({ prefix: layout.slice(at), element: undefined });
  return chunks;
}
