import type { Subscription, SubscriptionStatus } from '@violet/api';
import type { CatalogContent, RegistryBundle, RegistryPackage } from '@violet/bundles';
import { conditionOf, removeConditions, setCondition } from './conditions.ts';
import { packageOf } from './package-index.ts';

const ROLL_UP = 'Deprecated';
const TYPES = ['PackageDeprecated', 'ChannelDeprecated', 'BundleDeprecated'] as const;

/**
 * Says in place what the catalogue says against the installed bundle, its channel and its package. Where the catalogue does
 * not know the installed bundle, all stays as it is.
 */
export function setDeprecations(
  status: SubscriptionStatus,
  { spec }: Subscription,
  content: CatalogContent | undefined,
  now: string,
): void {
  const { name, channel = '' } = spec;
  const known = content === undefined ? undefined : packageOf(content, name);
  const installed = known?.bundles.find(
    ({ csvName, channelName }) => csvName === status.installedCSV && (channel === '' || channel === channelName),
  );
  if (known === undefined || installed === undefined) return;
  const messages = messagesOf(known.package, installed, channel !== '');
  for (const [index, type] of TYPES.entries()) {
    const message = messages[index];
    if (message === undefined) removeConditions(status, type);
    else setCondition(status, { type, status: 'True', message }, now);
  }
  const all = messages.filter((message) => message !== undefined).join('; ');
  if (all !== '') setCondition(status, { type: ROLL_UP, status: 'True', message: all }, now);
  else if (conditionOf(status, ROLL_UP) !== undefined) removeConditions(status, ROLL_UP);
}

function messagesOf(
  owner: RegistryPackage | undefined,
  bundle: RegistryBundle,
  namesChannel: boolean,
): (string | undefined)[] {
  const channel = owner?.channels.find(({ name }) => name === bundle.channelName);
  const say = (what: string, message: string | undefined) =>
    message === undefined ? undefined : `${what}: ${message}`;
  return [
    say(`olm.package/${bundle.packageName}`, owner?.deprecation?.message),
    // A Subscription that names no channel is not told about one.
    namesChannel ? say(`olm.channel/${bundle.channelName}`, channel?.deprecation?.message) : undefined,
    say(`olm.bundle/${bundle.csvName}`, bundle.deprecation?.message),
  ];
}
