import { isJsonObject, type JsonObject } from '@violet/machinery';
import { readYamlAsJson } from '../yaml/read.ts';
import { jsonTypeName } from './decode.ts';

/** Values as JSON; throws an Error in Go's words if they cannot be read or are no map. */
export function readValues(text: string): JsonObject {
  const values = readYamlAsJson(text);
  if (values === null) return {};
  if (isJsonObject(values)) return values;
  throw new Error(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonTypeName(values)} into Go value of type map[string]interface {}`,
  );
}
