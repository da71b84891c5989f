import { ProductBase, Secret, systemNamespace } from '@violet/api';
import { Failure, isFailure } from '@violet/machinery';
import type { Credentials } from '@violet/oci';
import { wrongUsage } from '../command/usage.ts';
import type { Platform } from './connect-platform.ts';

const productBaseName = 'base';
const credentialsSecret = 'registry-admin';

/** Where the platform's clusters pull from. Refuses a standby, whose registry setting is that of the primary. */
export async function platformRegistryAddress(platform: Platform): Promise<string> {
  const base = await platform.global.resource(ProductBase).get(productBaseName);
  const address = base?.spec.registry?.address;
  if (base === undefined || address === undefined || address === '') {
    throw new Failure(
      'NotFound',
      `platform ${platform.address} does not say where its registry is (ProductBase ${productBaseName})`,
      {
        hint: 'Name the registry: --dest-repo.',
      },
    );
  }
  if (base.spec.role === 'standby') {
    throw wrongUsage(
      `platform ${platform.address} is a standby: without --dest-repo the images would go to ${address}`,
      'Name the registry of the standby: --dest-repo <VIP of the standby>:11443, with its credentials or --no-auth.',
    );
  }
  return address.replace(/^https?:\/\//, '').replace(/\/+$/, '');
}

/** The registry's own account where we may read it, else whoever we are on the platform. */
export async function platformRegistryCredentials(platform: Platform): Promise<Credentials> {
  const secret = await platform.global
    .resource(Secret, systemNamespace)
    .get(credentialsSecret)
    .catch((error: unknown) => {
      if (isFailure(error, 'Forbidden')) return undefined;
      throw error;
    });
  const data = (secret as { data?: Record<string, string> } | undefined)?.data;
  const username = decoded(data?.['username']);
  const password = decoded(data?.['password']);
  return username !== undefined && password !== undefined ? { username, password } : platform.login;
}

function decoded(value: string | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}
