import { type FunctionMap, goFunction } from '../function.ts';
import { decodeJson } from '../json/decode.ts';
import { encodeJson, type JsonStyle } from '../json/encode.ts';
import { isStackOverflow } from '../stack-overflow.ts';
import type { Value } from '../value/value.ts';

/** What sprig answers instead of an error of Go's json; what ends the whole execution passes. */
function orElse<T>(attempt: () => T, fallback: T): T {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof RangeError || isStackOverflow(error)) {
      throw error;
    }
    return fallback;
  }
}

function encoders(name: string, style: JsonStyle, isForgiving: boolean): FunctionMap {
  const encode = (value: Value) => encodeJson(value, style);
  const strict = goFunction(['any'], ([value]) => encode(value));
  return {
    [`to${name}`]: isForgiving ? goFunction(['any'], ([value]) => orElse(() => encode(value), '')) : strict,
    [`mustTo${name}`]: strict,
  };
}

export const JSON_FUNCTIONS: FunctionMap = {
  fromJson: goFunction(['string'], ([text]) => orElse<Value>(() => decodeJson(text), null)),
  mustFromJson: goFunction(['string'], ([text]) => decodeJson(text)),
  ...encoders('Json', { escapeHtml: true, indent: '' }, true),
  ...encoders('PrettyJson', { escapeHtml: true, indent: '  ' }, true),
  ...encoders('RawJson', { escapeHtml: false, indent: '' }, false),
};
