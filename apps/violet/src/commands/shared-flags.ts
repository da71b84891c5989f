import type { Flags } from '../command/flag.ts';

export const debugFlags = {
  debug: { kind: 'switch', description: 'Use debug log level' },
} as const satisfies Flags;

export const outputFlags = {
  output: {
    kind: 'text',
    value: 'format',
    choices: ['text', 'json'],
    default: 'text',
    description: 'Format of the result',
  },
} as const satisfies Flags;

/** How a registry is reached: the one that images are read from, or the one that they are pushed to. */
const registryFlags = (registry: string) =>
  ({
    username: { kind: 'text', value: 'user', env: 'VIOLET_REGISTRY_USERNAME', description: `User of the ${registry}` },
    password: {
      kind: 'text',
      value: 'password',
      env: 'VIOLET_REGISTRY_PASSWORD',
      secret: true,
      description: `Password of the ${registry}`,
    },
    noAuth: { kind: 'switch', description: `The ${registry} requires no authentication` },
    plain: { kind: 'switch', description: `The ${registry} uses HTTP instead of HTTPS` },
    registryCa: {
      kind: 'text',
      value: 'file',
      env: 'VIOLET_REGISTRY_CA',
      description: `PEM file of the CA that signed the certificate of the ${registry}`,
    },
    tokenHosts: {
      kind: 'list',
      value: 'host',
      description: 'Hosts besides the registry that may be given its credentials where it names them as token issuers',
    },
  }) as const satisfies Flags;

export const sourceRegistryFlags = registryFlags('source registry');

export const platformFlags = {
  platformAddress: {
    kind: 'text',
    value: 'url',
    env: 'VIOLET_PLATFORM_ADDRESS',
    description: 'Access URL of the platform, e.g. https://example.com',
  },
  platformUsername: {
    kind: 'text',
    value: 'user',
    env: 'VIOLET_PLATFORM_USERNAME',
    description: 'User of the platform (local accounts; others use a token)',
  },
  platformPassword: {
    kind: 'text',
    value: 'password',
    env: 'VIOLET_PLATFORM_PASSWORD',
    secret: true,
    description: 'Password of the platform user',
  },
  platformPasswordStdin: { kind: 'switch', description: 'Read the password of the platform user from stdin' },
  platformToken: {
    kind: 'text',
    value: 'token',
    env: 'VIOLET_PLATFORM_TOKEN',
    secret: true,
    description: 'API token of the platform, instead of user and password',
  },
  platformCa: {
    kind: 'text',
    value: 'file',
    env: 'VIOLET_PLATFORM_CA',
    description: "PEM file of the CA that signed the platform's certificate",
  },
} as const satisfies Flags;

export const destinationFlags = {
  destRepo: {
    kind: 'text',
    value: 'address',
    description: "Image registry to push to, e.g. harbor.demo.io; the platform's own where absent",
  },
  ...registryFlags('image registry'),
  passwordStdin: {
    kind: 'switch',
    description: 'Read the password of the image registry from stdin; before that of the platform where both are read',
  },
} as const satisfies Flags;
