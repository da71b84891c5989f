import { expect, it } from 'vitest';
import { crdIsEstablished } from './crd.ts';

it.each<[string, unknown, boolean]>([
  ['nothing yet', undefined, false],
  ['no conditions, as a CRD has that was just made', { conditions: null, storedVersions: null }, false],
  ['that it is served', { conditions: [{ type: 'Established', status: 'True' }] }, true],
  ['that it is not yet', { conditions: [{ type: 'Established', status: 'False' }] }, false],
  ['that its names are taken', { conditions: [{ type: 'NamesAccepted', status: 'False' }] }, true],
])('the status of a CRD says %s', (_, status, established) => {
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a' } };

  expect(crdIsEstablished({ ...crd, status })).toBe(established);
});
