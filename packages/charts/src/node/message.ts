import type { FailureCode, JsonObject } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import type { Lookup } from '../render/functions.ts';
import type { RenderedChart, RenderOptions } from '../render/render.ts';

/** What of the options can be sent to a thread: no functions. */
export type RenderRequest = Omit<RenderOptions, 'environment' | 'lookup' | 'warn'>;

/** API version, kind, namespace (or empty), name (or empty: a list). */
export type LookupQuestion = Parameters<Lookup>;
/** The object or the list, nothing in it where there is none, or why it cannot be told. */
export type LookupAnswer = JsonObject | Error;

/** To a thread. A chart is sent once and kept under its number until it is to be forgotten. */
export interface RenderJob {
  chartNumber: number;
  chart: Chart | undefined;
  forget: readonly number[];
  request: RenderRequest;
  /** What the cluster has said so far, by question; undefined where no cluster may be asked. */
  answers: ReadonlyMap<string, LookupAnswer> | undefined;
}

/** From a thread: what came of it, which counts only when no question is left open. */
export interface RenderAnswer {
  outcome: { rendered: RenderedChart } | { failure: { code: FailureCode; message: string } };
  open: LookupQuestion[];
}

export const questionKey = (question: LookupQuestion): string => JSON.stringify(question);
