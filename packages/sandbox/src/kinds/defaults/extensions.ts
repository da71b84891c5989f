import type { JsonObject } from '@violet/machinery';
import { objectsAt, textAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

const apiextensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

export const extensionDefaults: Defaulters = {
  'admissionregistration.v1.ValidatingWebhook': defaultWebhook,
  'admissionregistration.v1.MutatingWebhook': (webhook) => {
    defaultWebhook(webhook);
    setMissing(webhook, 'reinvocationPolicy', 'Never');
  },
  'admissionregistration.v1.RuleWithOperations': (rule) => setMissing(rule, 'scope', '*'),
  'admissionregistration.v1.NamedRuleWithOperations': (rule) => setMissing(rule, 'scope', '*'),
  'admissionregistration.v1.ServiceReference': defaultPort,
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': (spec) => setMissing(spec, 'failurePolicy', 'Fail'),
  'admissionregistration.v1.MatchResources': defaultMatch,
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference': defaultPort,
  [`${apiextensions}.ServiceReference`]: defaultPort,
  [`${apiextensions}.CustomResourceDefinition`]: (definition) => {
    const spec = structIn(definition, 'spec');
    const names = structIn(spec, 'names');
    const kind = textAt(names, 'kind');
    setEmpty(names, 'singular', kind.toLowerCase());
    if (kind !== '') setEmpty(names, 'listKind', `${kind}List`);
    setMissing(spec, 'conversion', { strategy: 'None' });
    const status = structIn(definition, 'status');
    const stored = objectsAt(spec, 'versions').find((version) => version['storage'] === true);
    if (!Array.isArray(status['storedVersions']) || status['storedVersions'].length === 0) {
      if (stored !== undefined) status['storedVersions'] = [textAt(stored, 'name')];
    }
  },
};

function defaultWebhook(webhook: JsonObject): void {
  setMissing(webhook, 'failurePolicy', 'Fail');
  defaultMatch(webhook);
  setMissing(webhook, 'timeoutSeconds', 10);
}

function defaultMatch(match: JsonObject): void {
  setMissing(match, 'matchPolicy', 'Equivalent');
  setMissing(match, 'namespaceSelector', {});
  setMissing(match, 'objectSelector', {});
}

function defaultPort(service: JsonObject): void {
  setMissing(service, 'port', 443);
}
