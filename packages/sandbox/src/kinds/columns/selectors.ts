import { isJsonObject, type JsonObject } from '@violet/machinery';
import { objectAt, objectsAt, textAt, textsAt } from '../read.ts';

/** A label selector as Go prints it: requirements by key; `<none>` where it selects everything. */
export function formatSelector(selector: unknown): string {
  if (!isJsonObject(selector)) return '<none>';
  const equal = Object.entries(objectAt(selector, 'matchLabels')).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const expressions = objectsAt(selector, 'matchExpressions').map((expression) => ({
    key: textAt(expression, 'key'),
    text: formatExpression(expression),
  }));
  const requirements = [...equal, ...expressions].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return requirements.map(({ text }) => text).join(',') || '<none>';
}

function formatExpression(expression: JsonObject): string {
  const key = textAt(expression, 'key');
  const values = `(${textsAt(expression, 'values').sort().join(',')})`;
  switch (expression['operator']) {
    case 'In':
      return `${key} in ${values}`;
    case 'NotIn':
      return `${key} notin ${values}`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}
