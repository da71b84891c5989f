import { describe, expect, it } from 'vitest';
import { aPlugin } from '../testing.ts';
import type { ExtensionPackage } from './extension-package.ts';
import { parseExtensionPackage } from './parse.ts';
import { printExtensionPackage } from './print.ts';

async function changed(change: (manifest: ExtensionPackage) => unknown): Promise<string> {
  const { manifest } = await aPlugin('demo', 'v1.0.0');
  change(manifest);
  return printExtensionPackage(manifest);
}

describe('manifest.yaml', () => {
  it('is read back as it was printed', async () => {
    const { manifest } = await aPlugin('demo', 'v1.0.0');
    manifest.spec.relatedImages.push({ image: 'registry.example.com/a/b:v1', isThirdParty: true });

    expect(parseExtensionPackage(printExtensionPackage(manifest), 'manifest.yaml')).toEqual(manifest);
  });

  it.each<[string, (manifest: ExtensionPackage) => unknown, string]>([
    ['a name that leads elsewhere', (m) => (m.metadata.name = '../../etc/x'), 'metadata.name: not a valid value'],
    ['a name with a NUL', (m) => (m.metadata.name = 'a\u0000b'), 'metadata.name: not a valid value'],
    ['a version with a path', (m) => (m.spec.version = 'v1/../../x'), 'spec.version: not a valid value'],
    ['control characters to print', (m) => (m.spec.displayName = '\u001b[2J'), 'spec.displayName: not a valid value'],
    [
      'an unknown type',
      (m) => Object.assign(m.spec, { type: 'virus' }),
      'spec.type: must be one of bundle, plugin, chart',
    ],
    [
      'an image that is none',
      (m) => (m.spec.relatedImages = [{ image: 'A B' }]),
      'spec.relatedImages[0]: "A B" is not',
    ],
    ['a plugin without its object', (m) => delete m.spec.modulePlugin, 'spec.modulePlugin: missing'],
    ['a mark that is no flag', (m) => Object.assign(m.spec, { isThirdParty: 'yes!' }), 'spec.isThirdParty: must be'],
  ])('is refused with %s', async (_what, change, message) => {
    const text = await changed(change);

    expect(() => parseExtensionPackage(text, 'manifest.yaml')).toThrow(`manifest.yaml: ${message}`);
  });

  it.each(['v1.2.3', '1.2.3', '1.2', '1.2.3+meta', '1.2.3-01', 'v1.20.0-1', 'v4.0.4-alpha.7', '20261123', 'stable'])(
    'may call its version %s: what is published decides how strict it has to be',
    async (version) => {
      const text = await changed((manifest) => (manifest.spec.version = version));

      expect(parseExtensionPackage(text, 'manifest.yaml').spec.version).toBe(version);
    },
  );

  it.each(['', ' ', '1.2 3', ' 1.2.3', '-1', '.1', '1.2.3\n', 'v1/2', '1.2.3:4', '１.2', 'v'.repeat(129)])(
    'does not call its version "%s"',
    async (version) => {
      const text = await changed((manifest) => (manifest.spec.version = version));

      expect(() => parseExtensionPackage(text, 'manifest.yaml')).toThrow('manifest.yaml: spec.version: ');
    },
  );

  it('says of a version that YAML takes for a number what to do', async () => {
    const text = (await changed((manifest) => manifest)).replace('  version: v1.0.0', '  version: 1.10');

    expect(() => parseExtensionPackage(text, 'manifest.yaml')).toThrow(
      'manifest.yaml: spec.version: is a number to YAML: put it into quotes',
    );
  });

  it("is not an OLM PackageManifest of somebody else's", () => {
    expect(() => parseExtensionPackage('kind: Deployment', 'x.yaml')).toThrow('x.yaml: this is no package manifest');
  });
});
