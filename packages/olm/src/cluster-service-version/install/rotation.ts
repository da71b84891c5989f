import { Secret } from '@violet/api';
import type { Reader } from '@violet/controller';
import { isFreshSecret } from '../../certificates/install.ts';
import { hostsOf, secretNameOf, serviceNameOf } from '../../certificates/names.ts';
import { deploymentOf, servedBy } from '../../certificates/resources.ts';
import type { Csv } from '../world.ts';
import { strategiesOf } from './install.ts';

/** Whether a certificate of the CSV is missing, wrong, or due within a day. */
export function needsNewCertificates(csv: Csv, reader: Reader, now: Date): boolean {
  const { namespace = '' } = csv.metadata;
  const serving = new Set(servedBy(csv.spec).map(deploymentOf));
  return strategiesOf(csv).some(({ name }) => {
    if (!serving.has(name)) return false;
    const service = serviceNameOf(name);
    const secret = reader.get(Secret, secretNameOf(service), namespace);
    return secret === undefined || !isFreshSecret(secret, hostsOf(service, namespace), now);
  });
}
