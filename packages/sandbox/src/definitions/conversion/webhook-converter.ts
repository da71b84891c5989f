import { randomUUID } from 'node:crypto';
import { Failure, type KubernetesObject, parseApiVersion } from '@violet/machinery';
import type { BuiltinKind } from '../../kinds/kind.ts';
import type { Conversion } from '../../requests/kind.ts';
import type { Store } from '../../storage/store.ts';
import { endpointOf, printEndpoint } from '../../webhook-client/endpoint.ts';
import { postJson, reasonOf } from '../../webhook-client/post.ts';
import type { ConversionWebhook } from '../definition.ts';
import { readConverted } from './read-converted.ts';

const timeoutSeconds = 30;
const maxAnswerBytes = 64 * 1024 * 1024;
const reviewVersions: ReadonlySet<string> = new Set(['v1', 'v1beta1']);

/** Has a webhook convert objects. What it made of a stored object is kept until the definition changes. */
export function webhookConverter(
  { clientConfig = {}, conversionReviewVersions }: ConversionWebhook,
  served: readonly BuiltinKind[],
  store: Store,
): Conversion {
  const known = new WeakMap<KubernetesObject, Map<string, KubernetesObject>>();
  const version = conversionReviewVersions.find((one) => reviewVersions.has(one)) ?? 'v1';
  const ask = async (objects: readonly KubernetesObject[], desiredAPIVersion: string) => {
    const request = { uid: randomUUID(), desiredAPIVersion, objects };
    const body = { kind: 'ConversionReview', apiVersion: `apiextensions.k8s.io/${version}`, request };
    const where = endpointOf(clientConfig, store, { timeout: `${timeoutSeconds}s` });
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const { caBundle = '' } = clientConfig;
    const text = await postJson(where, JSON.stringify(body), { caBundle, maxAnswerBytes, signal }).catch(
      (cause: unknown) => {
        throw new Error(`Post ${JSON.stringify(printEndpoint(where))}: ${reasonOf(cause)}`, { cause });
      },
    );
    return readConverted(text, { version, uid: request.uid, objects, desiredAPIVersion });
  };

  const convert: Conversion['convert'] = async (objects, apiVersion) => {
    const others = objects.filter((object) => object.apiVersion !== apiVersion);
    if (others.length === 0) return [...objects];
    const answers = await ask(others, apiVersion).catch((cause: unknown) => {
      throw failed(others[0], cause);
    });
    const made = new Map(others.map((object, index) => [object, completed(answers[index] ?? object, served)]));
    return objects.map((object) => made.get(object) ?? object);
  };

  return {
    convert,
    async convertStored(objects, apiVersion) {
      const missing = objects.filter((object) => known.get(object)?.get(apiVersion) === undefined);
      for (const [index, made] of (await convert(missing, apiVersion)).entries()) {
        const object = missing[index];
        if (object !== undefined) known.set(object, new Map(known.get(object)).set(apiVersion, made));
      }
      return objects.map((object) => known.get(object)?.get(apiVersion) ?? object);
    },
  };
}

/** As anything that is decoded: without fields that the version does not know, and with its defaults. */
function completed(object: KubernetesObject, served: readonly BuiltinKind[]): KubernetesObject {
  const { version } = parseApiVersion(object.apiVersion);
  const kind = served.find((one) => one.version === version);
  kind?.normalize(object);
  kind?.applyDefaults(object);
  return object;
}

function failed(object: KubernetesObject | undefined, cause: unknown): Failure {
  const what = `${object?.apiVersion}, Kind=${object?.kind}`;
  return new Failure('InternalError', `conversion webhook for ${what} ${failure(cause)}`, { cause });
}

/** What is wrong with an answer is said by itself; everything else is a failed call. */
function failure(cause: unknown): string {
  const message = reasonOf(cause);
  return message.startsWith('returned ') ? message : `failed: ${message}`;
}
