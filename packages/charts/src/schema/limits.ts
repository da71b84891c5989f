/** Against schemas that were made to keep a machine busy: nothing real comes near. */
export const schemaLimits = {
  /** Of the text of one schema. */
  bytes: 5 * 1024 * 1024,
  /** Schemas within schemas while one value is looked at, references followed. */
  depth: 700,
  /** Schemas that are looked at for one set of values. */
  steps: 2_000_000,
  /** Schemas that one file holds. */
  schemas: 200_000,
};
