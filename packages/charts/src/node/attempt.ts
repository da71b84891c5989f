import { Failure } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import type { Lookup } from '../render/functions.ts';
import { type RenderOptions, renderChart } from '../render/render.ts';
import { nodeEnvironment } from './environment.ts';
import {
  type LookupAnswer,
  type LookupQuestion,
  questionKey,
  type RenderAnswer,
  type RenderRequest,
} from './message.ts';

export type Answers = ReadonlyMap<string, LookupAnswer> | undefined;

/**
 * Renders once with what the cluster has said so far. Templates cannot wait: a question that is open is answered by
 * nothing for now, so what came of it, an error even, may not count.
 */
export function attemptRender(chart: Chart, request: RenderRequest, answers: Answers): RenderAnswer {
  const open = new Map<string, LookupQuestion>();
  const options: RenderOptions = { ...request, environment: nodeEnvironment };
  if (answers !== undefined) options.lookup = lookupIn(answers, open);
  const outcome = outcomeOf(() => renderChart(chart, options));
  return { outcome, open: [...open.values()] };
}

function lookupIn(answers: NonNullable<Answers>, open: Map<string, LookupQuestion>): Lookup {
  return (...question) => {
    const key = questionKey(question);
    const known = answers.get(key);
    if (known === undefined) open.set(key, question);
    if (known instanceof Error) throw known;
    // Templates may change what they are given; whoever asks again is told the same.
    return known === undefined ? {} : structuredClone(known);
  };
}

function outcomeOf(render: () => ReturnType<typeof renderChart>): RenderAnswer['outcome'] {
  try {
    return { rendered: render() };
  } catch (error) {
    if (error instanceof Failure) return { failure: { code: error.code, message: error.message } };
    throw error;
  }
}
