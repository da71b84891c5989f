// Go's text/template with the sprig functions: parse once, run many times, in the browser and in Node, without I/O.
export type { Execution, FunctionMap, ParameterType, ParameterTypes } from './function.ts';
export { GoFunction, goFunction, variadicFunction } from './function.ts';
export type { Limits } from './limits.ts';
export type { CryptoProvider, KeyKind, SprigEnvironment } from './sprig/environment.ts';
export { sprigFunctions } from './sprig/sprig.ts';
export type { ExecuteOptions, ParseOptions } from './template.ts';
export { parseTemplate, Template, TemplateSet } from './template.ts';
export { TemplateError, TemplateLimitError } from './template-error.ts';
export { fromBytes } from './text/bytes.ts';
export type { GoObjectShape, IntegerType, PlainMap, Value } from './value/value.ts';
export { GoInteger, GoMap, GoObject, GoSlice, goInt, NIL_LIST, stringSlice } from './value/value.ts';
