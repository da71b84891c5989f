import { aSandbox } from './a-sandbox.ts';

/** A program to be killed: starts a cluster on a data file and tells its parent how to reach it. */
const [dataFile = ''] = process.argv.slice(2);
const { address, token, ca } = await aSandbox({ dataFile });
process.send?.({ address, token, ca });
