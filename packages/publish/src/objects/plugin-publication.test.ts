import { type ModulePlugin, publishedVersionsOf } from '@violet/api';
import { aModulePlugin } from '@violet/archive/testing';
import { describe, expect, it } from 'vitest';
import {
  emptyPlugin,
  isPublished,
  mergePublication,
  type PluginPublication,
  refuseOtherChart,
} from './plugin-publication.ts';

const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

function publication(version: string, digest = digestOf('a')): PluginPublication {
  return { plugin: aModulePlugin('demo', version), published: { version, repository: 'acp/chart-demo', digest } };
}

/** The plugin as it is stored after these publications, one after the other. */
function after(...publications: PluginPublication[]): ModulePlugin | undefined {
  return publications.reduce<ModulePlugin | undefined>(
    (current, one) => mergePublication(one, current) as ModulePlugin,
    undefined,
  );
}

const versionsOf = (plugin: ModulePlugin | undefined) =>
  publishedVersionsOf(plugin?.metadata.annotations).map(({ version }) => version);
const shownVersion = (plugin: ModulePlugin | undefined) => plugin?.spec.appReleases?.[0]?.chartVersions[0]?.version;

describe('what a ModulePlugin becomes', () => {
  it.each([
    [['v1.0.0'], 'v1.0.0'],
    [['v1.0.0', 'v1.1.0'], 'v1.1.0'],
    [['v1.1.0', 'v1.0.0'], 'v1.1.0'],
    [['v1.9.0', 'v1.10.0', 'v1.10.0-rc.1'], 'v1.10.0'],
  ])('has all of %j and shows %s', (versions, shown) => {
    const plugin = after(...versions.map((version) => publication(version)));

    expect(versionsOf(plugin).sort()).toEqual([...versions].sort());
    expect(shownVersion(plugin)).toBe(shown);
  });

  it('follows the highest version when it is pushed again with other words', () => {
    const changed = publication('v1.1.0');
    changed.plugin.spec.description.en = 'Better words';

    const plugin = after(publication('v1.1.0'), publication('v1.0.0'), changed);

    expect(plugin?.spec.description.en).toBe('Better words');
  });

  it('is tied to the version of the object that it was made from', () => {
    const current = after(publication('v1.0.0'));
    if (current !== undefined) current.metadata.resourceVersion = '41';

    expect(mergePublication(publication('v1.1.0'), current).metadata.resourceVersion).toBe('41');
  });

  it('is the same after the same publication', () => {
    const current = after(publication('v1.0.0'), publication('v1.1.0'));

    expect(isPublished(mergePublication(publication('v1.0.0'), current), current)).toBe(true);
    expect(isPublished(mergePublication(publication('v1.2.0'), current), current)).toBe(false);
    expect(isPublished(mergePublication(publication('v1.0.0', digestOf('b')), current), current)).toBe(false);
  });

  it('takes no published version from a file', () => {
    const forged = publication('v1.0.0');
    Object.assign(forged.plugin.metadata.annotations ?? {}, { 'version.violet.cpaas.io/v9.0.0': '{}' });

    expect(versionsOf(after(forged))).toEqual(['v1.0.0']);
  });

  it('names no chart before anything is published', () => {
    const { spec, metadata } = emptyPlugin(aModulePlugin('demo', 'v1.0.0'));

    expect(spec.appReleases).toBeUndefined();
    expect(metadata.annotations).toBeUndefined();
  });
});

describe('a version that is published already', () => {
  const current = after(publication('v1.0.0'));

  it('is refused with another chart', () => {
    expect(() => refuseOtherChart(publication('v1.0.0', digestOf('b')), current)).toThrow(
      `moduleplugin demo v1.0.0 is already published with another chart (${digestOf('a')})`,
    );
  });

  it.each([publication('v1.0.0'), publication('v1.1.0', digestOf('b'))])('stands beside others', (one) => {
    expect(() => refuseOtherChart(one, current)).not.toThrow();
    expect(() => refuseOtherChart(one, undefined)).not.toThrow();
  });
});
