import { Failure } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import type { RenderedChart } from '../render/render.ts';
import { type Answers, attemptRender } from './attempt.ts';
import {
  type LookupAnswer,
  type LookupQuestion,
  questionKey,
  type RenderAnswer,
  type RenderRequest,
} from './message.ts';

/** A cluster's answer to a template's `lookup`; throws when the cluster cannot be asked. */
export type AskCluster = (...question: LookupQuestion) => Promise<LookupAnswer>;

/**
 * Renders a chart. Without `ask`, `lookup` finds nothing; with it, the templates are run again with the answers to what
 * they have asked, until they ask nothing new. Throws a Failure of code Invalid in Helm's words.
 */
export type ChartRenderer = (chart: Chart, request: RenderRequest, ask?: AskCluster) => Promise<RenderedChart>;

/** In this thread. */
export const renderHere: ChartRenderer = (chart, request, ask) =>
  renderInRounds(async (answers) => attemptRender(chart, request, answers), ask);

/** A question may depend on the answer to another one; a chart that never ends asking is given what is known. */
const maxRounds = 16;

export async function renderInRounds(
  attempt: (answers: Answers) => Promise<RenderAnswer>,
  ask: AskCluster | undefined,
): Promise<RenderedChart> {
  if (ask === undefined) return result(await attempt(undefined));
  const answers = new Map<string, LookupAnswer>();
  for (let round = 1; ; round++) {
    const answer = await attempt(answers);
    if (answer.open.length === 0 || round === maxRounds) return result(answer);
    for (const question of answer.open) answers.set(questionKey(question), await ask(...question));
  }
}

function result({ outcome }: RenderAnswer): RenderedChart {
  if ('rendered' in outcome) return outcome.rendered;
  throw new Failure(outcome.failure.code, outcome.failure.message);
}
