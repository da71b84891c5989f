import { describe, expect, it } from 'vitest';
import { expectedSpecs } from './specs.ts';
import { split } from './stacks.ts';

describe('the specs of upstream’s suite on several stacks', () => {
  const shares = split(expectedSpecs(), 4);

  it('are each on one of them', () => {
    expect(
      shares
        .flat()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(
      expectedSpecs()
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('take about as long on each', () => {
    const seconds = shares.map((share) => share.reduce((sum, spec) => sum + spec.seconds, 0));

    expect(Math.max(...seconds) - Math.min(...seconds)).toBeLessThan(20);
  });

  it('that turn something off for the whole cluster are with the one that turns it on again', () => {
    const withCopies = shares.filter((share) => share.some(({ file }) => file === 'disabling_copied_csv_e2e_test.go'));

    expect(withCopies).toHaveLength(1);
  });
});
