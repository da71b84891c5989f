import { describe, expect, it } from 'vitest';
import { kubeVersionOf, resolveImageTemplate } from './image-template.ts';

const version = { major: 1, minor: 34, patch: 4 };

describe('a template of a catalogue image', () => {
  it.each([
    ['quay.io/x/catalog:v{kube_major_version}.{kube_minor_version}', 'quay.io/x/catalog:v1.34'],
    ['quay.io:8080/x/catalog:{kube_patch_version}-{kube_patch_version}', 'quay.io:8080/x/catalog:4-4'],
    ['catalog', 'catalog'],
  ])('turns %s into %s', (template, image) => {
    const resolved = resolveImageTemplate(template, version);
    expect(resolved.image).toBe(image);
    expect(resolved.verdicts).toEqual([
      {
        type: 'TemplatesHaveResolved',
        status: 'True',
        reason: 'AllTemplatesResolved',
        message: 'catalog image reference was successfully resolved',
      },
      { type: 'ResolvedImage', status: 'True', reason: 'AllTemplatesResolved', message: image },
    ]);
  });

  it.each([
    [
      'q/c:{kube_major_version}',
      undefined,
      'cannot construct catalog image reference, because variable(s) "{kube_major_version}" could not be resolved',
      'q/c:missing',
    ],
    [
      'q/c:v{kube_major_version',
      version,
      'cannot construct catalog image reference, because one or more template(s) has improper syntax',
      'q/c:v{kube_major_version',
    ],
    [
      '{kube_minor_version}/{x}:{kube_patch_version}',
      undefined,
      'cannot construct catalog image reference, because variable(s) "{kube_minor_version}", "{kube_patch_version}" could not be resolved and one or more template(s) has improper syntax',
      'missing/{x}:missing',
    ],
  ])('says why %s cannot be resolved', (template, known, message, image) => {
    expect(resolveImageTemplate(template, known)).toEqual({
      verdicts: [
        { type: 'TemplatesHaveResolved', status: 'False', reason: 'UnableToResolve', message },
        { type: 'ResolvedImage', status: 'False', reason: 'UnableToResolve', message: image },
      ],
    });
  });

  it.each([
    ['v1.34.4', version],
    ['v1.34.4+k3s1', version],
    ['1.34', undefined],
  ])('reads the version %s', (text, known) => {
    expect(kubeVersionOf(text)).toEqual(known);
  });
});
