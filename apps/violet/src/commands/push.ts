import { defineCommand } from '../command/define-command.ts';
import { debugFlags, destinationFlags, outputFlags, platformFlags } from './shared-flags.ts';

export const push = defineCommand({
  path: 'push',
  summary: 'Upload packages to a platform',
  description:
    'Pushes the images of packages to an image registry and publishes what they bring on the platform. A Helm chart (the .tgz ' +
    'of `helm package`, with its .prov beside it) goes to a chart repository. A directory stands for all packages and charts ' +
    '(*.tgz) in it. The same push again changes nothing.',
  examples: [
    'violet push plugins-cloudedge-v0.3.16-hybrid.tgz --platform-address https://example.com \\\n' +
      '      --platform-username admin --platform-password "$PASSWORD"',
    'violet push packages/ --platform-address https://example.com --platform-token "$TOKEN"',
    'violet push demo.tgz --platform-address https://standby.example.com --platform-token "$TOKEN" \\\n' +
      '      --dest-repo 192.168.1.10:11443 --username robot --password "$REGISTRY_PASSWORD"',
    'violet push redis-operator.v1.2.0.tgz --clusters global,region1 --platform-address https://example.com \\\n' +
      '      --platform-token "$TOKEN"',
    'violet push nginx-1.2.3.tgz --target-chartrepo team --platform-address https://example.com --platform-token "$TOKEN"',
    'violet push demo.tgz --dest-repo 127.0.0.1:5000 --plain --no-auth --skip-crs',
    'violet push packages/ --verify --require gpg --platform-address https://example.com --platform-token "$TOKEN"',
    'violet push packages/ --dry-run --plan plan.json --platform-address https://example.com --platform-token "$TOKEN"',
    'violet push --apply-plan plan.json --platform-address https://example.com --platform-token "$TOKEN"',
    'violet push demo.tgz --limit-rate 10M --platform-address https://example.com --platform-username admin \\\n' +
      '      --platform-password-stdin < password',
  ],
  positionals: [
    {
      name: 'path',
      description: 'A package or Helm chart, or a directory of them',
      isVariadic: true,
      isOptional: true,
      completes: 'archive',
    },
  ],
  flags: {
    ...platformFlags,
    ...destinationFlags,
    clusters: {
      kind: 'list',
      value: 'name',
      suggests: ['global'],
      description: 'Target clusters of operators, without it global; ignored for cluster plugins',
    },
    targetCatalogSource: {
      kind: 'text',
      value: 'name',
      suggests: ['platform', 'system'],
      description:
        'Catalogue that operators go to: platform, system, or a CatalogSource of your own; without it what the package ' +
        'says, else platform',
    },
    imagePullSecret: {
      kind: 'text',
      value: 'name',
      description: 'Secret in cpaas-system of each cluster, by which bundles of operators are pulled',
    },
    resetBundleVersion: { kind: 'switch', description: "Give operators the version of their bundle's tag" },
    targetChartrepo: {
      kind: 'text',
      value: 'name',
      suggests: ['public-charts'],
      description: 'Chart repository that Helm charts go to; public-charts where absent',
    },
    skipCrs: { kind: 'switch', description: 'Push images only, create no custom resources' },
    skipPush: { kind: 'switch', description: 'Create custom resources only, push no images' },
    force: { kind: 'switch', description: 'Overwrite images and resources that are there already' },
    verify: {
      kind: 'switch',
      description: 'Verify all packages first, as `violet verify` does; nothing is sent where one fails',
    },
    require: {
      kind: 'text',
      value: 'method',
      choices: ['gpg', 'checksum'],
      description: 'With --verify: fail packages that are not verified by this (a signature satisfies checksum too)',
    },
    keyring: {
      kind: 'text',
      value: 'path',
      env: 'VIOLET_KEYRING',
      description:
        'With --verify: public keys that are trusted, a file or a directory of key files; without it ~/.config/violet/trusted-keys and /etc/violet/trusted-keys',
    },
    dryRun: {
      kind: 'switch',
      description: 'Ask the registry and the clusters what is there, tell what would be done, and send nothing',
    },
    plan: { kind: 'text', value: 'file', description: 'With --dry-run: write the plan to this file' },
    applyPlan: {
      kind: 'text',
      value: 'file',
      description:
        'Push what this plan says, and nothing where it does not hold any more; without paths, the packages that it names',
    },
    concurrency: {
      kind: 'text',
      value: 'number',
      default: '16',
      description: 'Requests to the image registry at the same time, at most; fewer while it is slow',
    },
    limitRate: {
      kind: 'text',
      value: 'rate',
      description: 'Send no more bytes a second than this: 512K, 10M, 1.5MiB/s (KB, MB, GB count by 1000)',
    },
    ...outputFlags,
    ...debugFlags,
  },
  async run(flags, paths, context) {
    const { pushCommand } = await import('../push/push-command.ts');
    return pushCommand(flags, paths, context);
  },
});
