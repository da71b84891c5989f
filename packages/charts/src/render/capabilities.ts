import { goQuote } from '@violet/gotemplate';
import { Failure } from '@violet/machinery';
import { knownApiVersions } from './known-api-versions.ts';

/** What a cluster can do, as templates see it under `.Capabilities`. */
export interface Capabilities {
  kubeVersion: { version: string; major: string; minor: string };
  /** `v1`, `apps/v1`, and with kinds, as a cluster offers them: `apps/v1/Deployment`. */
  apiVersions: readonly string[];
}

/** The release of Helm whose behaviour is reproduced; templates can ask for it. */
export const helmVersion = { version: 'v3.22.0', goVersion: 'go1.26.0' };

/** Of a version such as `v1.34.4` or `1.29`, as `--kube-version` takes it: what follows the numbers is dropped. */
export function kubeVersionOf(text: string): Capabilities['kubeVersion'] {
  const numbers = /^[\t\n\f\r ]*v?([0-9]+(?:\.[0-9]+)*)[^\n]*$/.exec(text)?.[1];
  if (numbers === undefined) throw refuse(text, `could not parse ${goQuote(text)} as version`);
  const parts = numbers.split('.');
  const [major = '', minor] = parts;
  if (minor === undefined) throw refuse(text, `illegal version string ${goQuote(text)}`);
  if (/^0./.test(major)) {
    throw refuse(text, `illegal zero-prefixed version component ${goQuote(major)} in ${goQuote(text)}`);
  }
  const [first = '', second = '', ...rest] = parts.map((part) => String(numberOf(part, text)));
  return { version: `v${[first, second, ...rest].join('.')}`, major: first, minor: second };
}

function numberOf(part: string, text: string): bigint {
  const number = BigInt(part);
  if (number < 2n ** 64n) return number;
  const problem = `strconv.ParseUint: parsing ${goQuote(part)}: value out of range`;
  throw refuse(text, `illegal non-numeric version component ${goQuote(part)} in ${goQuote(text)}: ${problem}`);
}

const refuse = (text: string, problem: string) => new Failure('Invalid', `invalid kube version '${text}': ${problem}`);

/** Of a current Kubernetes; for previews, where there is no cluster to ask. */
export const defaultCapabilities: Capabilities = {
  kubeVersion: kubeVersionOf('v1.34.0'),
  apiVersions: knownApiVersions,
};
