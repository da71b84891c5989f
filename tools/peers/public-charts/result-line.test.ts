import { expect, it } from 'vitest';
import { resultLine } from './result-line.ts';

it('a chart is one row of a table', () => {
  const compared = {
    unanswered: [],
    variants: 3,
    refused: 1,
    lines: 40,
    linesOfDefaults: 20,
    theirMilliseconds: 120.4,
    ourMilliseconds: 9.6,
  };
  const chart = { directory: '/charts/web', project: 'example/charts' };

  expect(resultLine({ chart, name: 'web', version: '1.2.0', ...compared, differences: [] })).toBe(
    '| web | 1.2.0 | example/charts | 3 | 1 | 20 | 40 | 120 | 10 | equal |',
  );
  expect(
    resultLine({
      chart,
      name: 'web',
      version: '1.2.0',
      ...compared,
      differences: [{ variant: 'defaults', lines: '' }],
    }),
  ).toContain('| 1 differ |');
});
