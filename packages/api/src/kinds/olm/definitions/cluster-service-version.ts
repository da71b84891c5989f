import { defineResource } from '../../../resource.ts';
import { flag, listOf, mapOf, object, text } from '../../schema-parts.ts';
import { ClusterServiceVersion as Kind } from '../cluster-service-version.ts';
import { csvApis } from './csv-apis.ts';
import { csvInstall } from './csv-install.ts';
import { csvStatus } from './csv-status.ts';
import { embedded } from './embedded.ts';
import { icon, kindOfOlm } from './parts.ts';

const link = object({ name: text, url: text });

export const clusterServiceVersionDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  shortNames: ['csv', 'csvs'],
  columns: [
    { name: 'Display', type: 'string', jsonPath: '.spec.displayName', description: 'The name of the CSV' },
    { name: 'Version', type: 'string', jsonPath: '.spec.version', description: 'The version of the CSV' },
    {
      name: 'Release',
      type: 'string',
      jsonPath: '.spec.release',
      description: 'The release of the CSV within its version',
      priority: 1,
    },
    {
      name: 'Replaces',
      type: 'string',
      jsonPath: '.spec.replaces',
      description: 'The name of a CSV that this one replaces',
    },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
  ],
  required: ['metadata', 'spec'],
  spec: object(
    {
      ...csvApis,
      annotations: mapOf(text),
      cleanup: object({ enabled: flag }, ['enabled']),
      description: text,
      displayName: text,
      icon: listOf(icon),
      install: csvInstall,
      installModes: listOf(object({ supported: flag, type: text }, ['supported', 'type'])),
      keywords: listOf(text),
      labels: mapOf(text),
      links: listOf(link),
      maintainers: listOf(object({ email: text, name: text })),
      maturity: text,
      minKubeVersion: text,
      provider: link,
      relatedImages: listOf(object({ image: text, name: text }, ['image', 'name'])),
      release: text,
      replaces: text,
      selector: embedded('meta.v1.LabelSelector'),
      skips: listOf(text),
      version: text,
    },
    ['displayName', 'install'],
  ),
  status: csvStatus,
});
