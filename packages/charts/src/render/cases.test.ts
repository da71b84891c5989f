import { describe, expect, it } from 'vitest';
import { chartCases, renderCase } from '../testing/chart-case.ts';

const cases = chartCases();

describe('rendering a chart', () => {
  it.each(cases.filter(({ refuses }) => !refuses))('prints $name byte for byte as Helm', ({ directory, expected }) => {
    expect(renderCase(directory)).toBe(expected);
  });

  it.each(cases.filter(({ refuses }) => refuses))('$name, in the words of Helm', ({ directory, expected }) => {
    expect(messageOf(() => renderCase(directory))).toBe(expected.trimEnd());
  });
});

function messageOf(deed: () => unknown): string {
  try {
    return `no failure, but ${deed()}`;
  } catch (error) {
    return (error as Error).message;
  }
}
