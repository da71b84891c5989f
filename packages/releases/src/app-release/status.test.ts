import { Failure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { lastingReason } from './status.ts';

describe('a failure', () => {
  it.each<[string, Failure]>([
    ['somebody has made the same revision at the same time', new Failure('AlreadyExists', 'release web: revision 2')],
    [
      'the namespace is being deleted',
      new Failure('Forbidden', 'unable to create new content in namespace demo because it is being terminated'),
    ],
    ['the API server cannot answer', new Failure('ServiceUnavailable', 'no')],
    ['somebody else has changed the object', new Failure('Conflict', 'no')],
  ])('may pass by itself when %s', (_what, failure) => {
    expect(lastingReason(failure)).toBeUndefined();
  });

  it.each<[string, Failure, string]>([
    ['the API server refuses an object', new Failure('Invalid', 'spec.replicas: must be positive'), 'ApplyFailed'],
    ['an account may not do it', new Failure('Forbidden', 'cannot create resource'), 'ApplyFailed'],
    ['a template fails', new Failure('Invalid', 'template: web/templates/a.yaml:1:3: no'), 'RenderFailed'],
    ['the artifact is no chart', new Failure('Invalid', 'no layer', { reason: 'ChartInvalid' }), 'ChartInvalid'],
    ['a hook takes too long', new Failure('Timeout', 'timed out', { reason: 'NotInTime' }), 'ApplyFailed'],
  ])('stays when %s', (_what, failure, reason) => {
    expect(lastingReason(failure)).toBe(reason);
  });
});
