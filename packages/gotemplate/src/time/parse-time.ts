import { layoutChunks } from './layout.ts';
import type { Moment } from './moment.ts';
import { quoteTime } from './quote-time.ts';
import { TimeElements } from './time-elements.ts';
import { completeParts, emptyParts, momentOfParts, type TimeParts } from './time-parts.ts';
import { Mismatch, TimeText } from './time-text.ts';
import type { Zone } from './zone.ts';

/** Go's time.ParseInLocation. Throws an Error with Go's words. */
export function parseTime(layout: string, text: string, local: Zone): Moment {
  const parts = readParts(layout, text);
  const wrong = completeParts(parts);
  if (wrong !== undefined) {
    throw problem(text, wrong);
  }
  return momentOfParts(parts, local);
}

function readParts(layout: string, text: string): TimeParts {
  const source = new TimeText(text);
  const parts = emptyParts();
  const elements = new TimeElements(source, parts);
  const chunks = layoutChunks(layout);
  for (const [index, { prefix, element }] of chunks.entries()) {
    if (!source.skip(prefix)) {
      throw mismatch({ layout, text }, prefix, source.rest);
    }
    if (element === undefined) {
      break;
    }
    const held = source.rest;
    try {
      elements.read(element, chunks[index + 1]?.element);
    } catch (error) {
      throw error instanceof Mismatch ? mismatch({ layout, text }, element, held) : error;
    }
    if (elements.outOfRange !== '') {
      throw problem(text, `${elements.outOfRange} out of range`);
    }
  }
  if (source.rest !== '') {
    throw problem(text, `extra text: ${quoteTime(source.rest)}`);
  }
  return parts;
}

function problem(text: string, message: string): Error {
  return new Error(`parsing time ${quoteTime(text)}: ${message}`);
}

function mismatch({ layout, text }: { layout: string; text: string }, element: string, held: string): Error {
  const [shownText, shownLayout] = [quoteTime(text), quoteTime(layout)];
  return new Error(
    `parsing time ${shownText} as ${shownLayout}: cannot parse ${quoteTime(held)} as ${quoteTime(element)}`,
  );
}
