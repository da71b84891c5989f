import manifest from '../package.json' with { type: 'json' };

/** Of the product: all its packages are released together. */
export const productVersion: string = `v${manifest.version}`;
