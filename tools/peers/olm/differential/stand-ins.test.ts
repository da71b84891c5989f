import type { JsonObject } from '@violet/machinery';
import { expect, it } from 'vitest';
import { standIns } from './stand-ins.ts';

const encoded = (object: JsonObject) => ({
  type: 'olm.bundle.object',
  value: { data: Buffer.from(JSON.stringify(object)).toString('base64') },
});
const csv = (name: string, version: string) => ({
  kind: 'ClusterServiceVersion',
  metadata: { name },
  spec: { version },
});

it('versions that others need are made of the oldest one that is there', () => {
  const lamp = {
    schema: 'olm.bundle',
    package: 'lamp',
    name: 'lamp.v2.0.0',
    properties: [
      { type: 'olm.package', value: { packageName: 'lamp', version: '2.0.0' } },
      encoded(csv('lamp.v2.0.0', '2.0.0')),
    ],
  };
  const requirement = (versionRange: string) => ({
    type: 'olm.package.required',
    value: { packageName: 'lamp', versionRange },
  });
  const room = {
    package: 'room',
    name: 'room.v1',
    properties: [requirement('1.1.0'), requirement('1.0.0'), requirement('2.0.0'), requirement('>1.0.0')],
  };

  const made = standIns([lamp, room]);
  const bundle = (version: string) => ({
    schema: 'olm.bundle',
    package: 'lamp',
    name: `lamp.v${version}`,
    properties: [
      { type: 'olm.package', value: { packageName: 'lamp', version } },
      encoded(csv(`lamp.v${version}`, version)),
    ],
  });
  expect([...made]).toEqual([
    [
      'lamp',
      [
        {
          schema: 'olm.channel',
          package: 'lamp',
          name: 'older',
          entries: [{ name: 'lamp.v1.0.0' }, { name: 'lamp.v1.1.0', replaces: 'lamp.v1.0.0' }],
        },
        bundle('1.0.0'),
        bundle('1.1.0'),
      ],
    ],
  ]);
});
