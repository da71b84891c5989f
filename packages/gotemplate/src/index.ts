// Go's text/template with the sprig functions: parse once, run many times, in the browser and in Node, without I/O.
export type { Execution, FunctionMap, ParameterType, ParameterTypes } from './function.ts';
export { GoFunction, goFunction, variadicFunction } from './function.ts';
export { describeJsonProblem } from './json/problem.ts';
export type { Limits } from './limits.ts';
export type { CryptoProvider, KeyKind, SprigEnvironment } from './sprig/environment.ts';
export { compile as compileRegexp } from './sprig/regexes.ts';
export { sprigFunctions } from './sprig/sprig.ts';
export type { ExecuteOptions, ParseOptions } from './template.ts';
export { parseTemplate, Template, TemplateSet } from './template.ts';
export { TemplateError, TemplateLimitError } from './template-error.ts';
export { fromBytes } from './text/bytes.ts';
export { quote as goQuote } from './text/quote.ts';
export { parseTime } from './time/parse-time.ts';
export { UTC } from './time/zone.ts';
export { escapeUrl, unescapeUrl } from './url/escape-url.ts';
export { hostname, parseUrl, type Url, urlText } from './url/url.ts';
export type { GoObjectShape, IntegerType, PlainMap, Value } from './value/value.ts';
export { GoInteger, GoMap, GoObject, GoSlice, goInt, NIL_LIST, stringSlice } from './value/value.ts';
