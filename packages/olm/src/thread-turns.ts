import { Turns } from '@violet/machinery';

/** For large catalogues and bundles: each thread may take its heap and a core. */
export const threadTurns = new Turns(2);
