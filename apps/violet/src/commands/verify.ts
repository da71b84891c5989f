import { defineCommand } from '../command/define-command.ts';
import { debugFlags, outputFlags } from './shared-flags.ts';

export const verify = defineCommand({
  path: 'verify',
  summary: 'Verify packages by their signatures and checksums, and by what is in them',
  description: [
    'Verify packages by what lies beside them: a signature (.sig, detached OpenPGP) or a checksum (.sha256, .sha512).',
    'Where both are there, both must hold. What is in each package is checked too. Nothing is sent anywhere.',
    'Exit code 3: a package failed, or has not what --require asks for.',
  ].join('\n'),
  examples: ['violet verify example.tgz', 'violet verify packages_dir_name --require gpg --keyring vendor.asc'],
  positionals: [
    { name: 'path', description: 'A .tgz file, or a directory of them', isVariadic: true, completes: 'archive' },
  ],
  flags: {
    keyring: {
      kind: 'text',
      value: 'path',
      env: 'VIOLET_KEYRING',
      description:
        'Public keys that are trusted: a file, or a directory of key files; without it ~/.config/violet/trusted-keys and /etc/violet/trusted-keys',
    },
    require: {
      kind: 'text',
      value: 'method',
      choices: ['gpg', 'checksum'],
      description: 'Fail packages that are not verified by this (a signature satisfies checksum too)',
    },
    ...outputFlags,
    ...debugFlags,
  },
  async run({ keyring, require, output }, paths, context) {
    const { verifyPackages } = await import('../verify/verify-packages.ts');
    return verifyPackages(paths, { keyring, require, isJson: output === 'json' }, context);
  },
});
