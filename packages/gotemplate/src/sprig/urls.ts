import { type FunctionMap, goFunction } from '../function.ts';
import { hostname, parseUrl, urlText, userText } from '../url/url.ts';
import { readEntry } from '../value/entries.ts';
import { kindOf } from '../value/inspect.ts';
import type { PlainMap } from '../value/value.ts';

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parse(text: string): PlainMap {
  try {
    const url = parseUrl(text);
    return {
      scheme: url.scheme,
      host: url.host,
      hostname: hostname(url),
      path: url.path,
      query: url.query,
      opaque: url.opaque,
      fragment: url.fragment,
      userinfo: userText(url.user),
    };
  } catch (error) {
    throw new Error(`unable to parse url: ${message(error)}`);
  }
}

function textUnder(map: PlainMap, key: string): string {
  const value = readEntry(map, key);
  if (value === undefined) {
    return '';
  }
  if (value === null) {
    throw new Error('runtime error: invalid memory address or nil pointer dereference');
  }
  if (typeof value !== 'string') {
    throw new Error(`unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`);
  }
  return value;
}

function join(map: PlainMap): string {
  const [scheme, host, path, query, opaque, fragment, userinfo] = [
    textUnder(map, 'scheme'),
    textUnder(map, 'host'),
    textUnder(map, 'path'),
    textUnder(map, 'query'),
    textUnder(map, 'opaque'),
    textUnder(map, 'fragment'),
    textUnder(map, 'userinfo'),
  ];
  return urlText({ scheme, host, path, query, opaque, fragment, rawPath: '', user: userFrom(userinfo) });
}

function userFrom(userinfo: string) {
  if (userinfo === '') {
    return undefined;
  }
  try {
    return parseUrl(`proto://${userinfo}@host`).user;
  } catch (error) {
    throw new Error(`unable to parse userinfo in dict: ${message(error)}`);
  }
}

export const URL_FUNCTIONS: FunctionMap = {
  urlParse: goFunction(['string'], ([text]) => parse(text)),
  urlJoin: goFunction(['map'], ([map]) => join(map)),
};
