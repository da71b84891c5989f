import { describe, expect, it } from 'vitest';
import { chartCases, renderCase } from '../testing/chart-case.ts';

const cases = chartCases();

describe('rendering a chart', () => {
  it.each(cases.filter(({ refuses }) => !refuses))(
    'prints $name byte for byte as Helm',
    async ({ directory, expected, notes }) => {
      const rendered = await renderCase(directory);

      expect(rendered.printed).toBe(expected);
      expect(rendered.notes).toBe(notes ?? '');
    },
  );

  it.each(cases.filter(({ refuses }) => refuses))('$name, in the words of Helm', async ({ directory, expected }) => {
    expect(await messageOf(renderCase(directory))).toBe(expected.trimEnd());
  });
});

async function messageOf(deed: Promise<{ printed: string }>): Promise<string> {
  try {
    return `no failure, but ${(await deed).printed}`;
  } catch (error) {
    return (error as Error).message;
  }
}
