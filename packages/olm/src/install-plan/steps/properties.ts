import { goJson } from '../../go-json/encode.ts';

/** The value of the annotation operatorframework.io/properties; each property's value is JSON as text. */
export function printProperties(properties: readonly { type: string; value: string }[]): string {
  const parsed = properties.map(({ type, value }) => ({ type, value: JSON.parse(value) as unknown }));
  return goJson('PropertiesAnnotation', { properties: parsed });
}
