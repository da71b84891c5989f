import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@violet/machinery';
import { crdOf, csvOf } from './objects.ts';
import { csvName, type MadeUp, type MadeUpVersion, versionsOf } from './operator.ts';

const defaultChannel = 'stable';

/** One package, as a file of a catalogue. */
export function writeMadeUp(operator: MadeUp, folder: string): void {
  const { name } = operator;
  const documents = [
    { schema: 'olm.package', name, defaultChannel },
    ...channelsOf(operator),
    ...versionsOf(operator).map((release) => bundleOf(operator, release)),
    ...deprecationsOf(operator),
  ];
  writeFileSync(join(folder, `${name}.json`), documents.map((document) => JSON.stringify(document)).join('\n'));
}

function channelsOf(operator: MadeUp): JsonObject[] {
  const versions = versionsOf(operator);
  const channels = new Set(versions.flatMap(({ channels = [defaultChannel] }) => channels));
  return [...channels].map((channel) => ({
    schema: 'olm.channel',
    package: operator.name,
    name: channel,
    entries: versions
      .filter(({ channels = [defaultChannel] }) => channels.includes(channel))
      .map(({ version, replaces, skips = [], skipRange }) => ({
        name: csvName(operator.name, version),
        ...(replaces === undefined ? {} : { replaces: csvName(operator.name, replaces) }),
        ...(skips.length === 0 ? {} : { skips: skips.map((skipped) => csvName(operator.name, skipped)) }),
        ...(skipRange === undefined ? {} : { skipRange }),
      })),
  }));
}

function bundleOf(operator: MadeUp, release: MadeUpVersion): JsonObject {
  const { name, needs = [] } = operator;
  const { version, served = ['v1'] } = release;
  const gvk = (owner: string, kindVersion: string) => ({
    group: `${owner}.example.com`,
    kind: 'Thing',
    version: kindVersion,
  });
  const properties = [
    { type: 'olm.package', value: { packageName: name, version } },
    ...served.map((one) => ({ type: 'olm.gvk', value: gvk(name, one) })),
    ...needs.map((owner) => ({ type: 'olm.gvk.required', value: gvk(owner, 'v1') })),
    ...[csvOf(operator, release), crdOf(operator, release)].map((object) => ({
      type: 'olm.bundle.object',
      value: { data: Buffer.from(JSON.stringify(object)).toString('base64') },
    })),
  ];
  return { schema: 'olm.bundle', package: name, name: csvName(name, version), image: '', properties };
}

function deprecationsOf({ name, deprecated }: MadeUp): JsonObject[] {
  if (deprecated === undefined) return [];
  const { package: message, channels = {}, versions = {} } = deprecated;
  const entries = [
    ...(message === undefined ? [] : [{ reference: { schema: 'olm.package' }, message }]),
    ...Object.entries(channels).map(([channel, said]) => ({
      reference: { schema: 'olm.channel', name: channel },
      message: said,
    })),
    ...Object.entries(versions).map(([version, said]) => ({
      reference: { schema: 'olm.bundle', name: csvName(name, version) },
      message: said,
    })),
  ];
  return [{ schema: 'olm.deprecations', package: name, entries }];
}
