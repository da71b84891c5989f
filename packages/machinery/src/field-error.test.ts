import { describe, expect, it } from 'vitest';
import { invalidFailure, invalidValue, requiredValue } from './field-error.ts';
import { goJson } from './go/json.ts';
import { goFloat, goQuote } from './go/text.ts';
import { statusOf } from './status.ts';

const gvk = { group: 'cluster.alauda.io', version: 'v1alpha1', kind: 'ModuleInfo' };

describe('invalidFailure', () => {
  it('says one problem plainly', () => {
    const failure = invalidFailure(gvk, 'x', [requiredValue('spec.version')]);

    expect(failure.message).toBe('ModuleInfo.cluster.alauda.io "x" is invalid: spec.version: Required value');
  });

  it('lists several, each once', () => {
    const wrong = invalidValue('spec.n', 5, 'too large');
    const failure = invalidFailure({ ...gvk, group: '' }, 'x', [wrong, wrong, requiredValue('spec.m', 'please')]);

    expect(failure.message).toBe(
      'ModuleInfo "x" is invalid: [spec.n: Invalid value: 5: too large, spec.m: Required value: please]',
    );
  });

  it('becomes the Status of kube-apiserver', () => {
    expect(statusOf(invalidFailure(gvk, 'x', [requiredValue('spec.version')]))).toMatchObject({
      reason: 'Invalid',
      code: 422,
      details: {
        group: 'cluster.alauda.io',
        kind: 'ModuleInfo',
        name: 'x',
        causes: [{ reason: 'FieldValueRequired', field: 'spec.version', message: 'Required value' }],
      },
    });
  });
});

describe('Go prints', () => {
  it.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['日本😀', '"日本😀"'],
    ['\u0000\u001b\n', '"\\x00\\x1b\\n"'],
    ['a\u00a0b\u200b\ue000', '"a\\u00a0b\\u200b\\ue000"'],
  ])('the text %j quoted', (text, quoted) => {
    expect(goQuote(text)).toBe(quoted);
  });

  it.each([
    [1.5, '1.5'],
    [123456.5, '123456.5'],
    [12345678.5, '1.23456785e+07'],
    [0.00001, '1e-05'],
    [1e21, '1e+21'],
  ])('the float %d as %s', (number, text) => {
    expect(goFloat(number)).toBe(text);
  });

  it('JSON with sorted keys and escaped angle brackets', () => {
    expect(goJson({ b: '<a&b>', '10': 1, '9': [null, undefined] })).toBe(
      '{"10":1,"9":[null,null],"b":"\\u003ca\\u0026b\\u003e"}',
    );
  });
});
