import { disabledCopiedCsvsCondition, Event } from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Csv } from '../../cluster-service-version/world.ts';
import { EVENT_SOURCE, recorderOf } from '../../recorders.ts';

/** Says by an event on the CSV that there are no copies of it, or takes the event back. */
export async function announceCopying(csv: Csv, enabled: boolean, reader: Reader): Promise<void> {
  const { name, namespace = '', uid } = csv.metadata;
  const client = reader.client.resource(Event, namespace);
  const fieldSelector = `involvedObject.name=${name},reason=${disabledCopiedCsvsCondition}`;
  const { items } = await client.list({ fieldSelector });
  const own = items.filter(({ involvedObject }) => involvedObject.uid === uid);
  if (!enabled && own.length === 1) return;
  for (const { metadata } of own) await client.delete(metadata.name);
  if (enabled) return;
  recorderOf(reader.client).record(csv, {
    type: 'Warning',
    reason: disabledCopiedCsvsCondition,
    message: `CSV copying disabled for ${namespace}/${name}`,
    source: EVENT_SOURCE,
  });
}
