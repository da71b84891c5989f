import { nodeCrypto } from '@violet/gotemplate/node';
import type { Environment } from '../render/functions.ts';

/** The cryptography of Node, for charts that make keys and certificates. One value: what a chart parsed to is kept by it. */
export const nodeEnvironment: Environment = { crypto: nodeCrypto };
