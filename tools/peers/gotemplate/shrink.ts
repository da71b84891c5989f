import { runProgram, type TemplateProgram, type TemplateResult } from '@violet/gotemplate/testing';
import type { Oracle } from './oracle.ts';

/** A program that does here something else than in Go. */
export interface Difference {
  program: TemplateProgram;
  go: TemplateResult;
  ours: TemplateResult;
}

export function isSame(go: TemplateResult, ours: TemplateResult): boolean {
  return 'error' in go ? 'error' in ours && go.error === ours.error : 'output' in ours && go.output === ours.output;
}

/** The differences among programs. */
async function differencesAmong(programs: readonly TemplateProgram[], oracle: Oracle): Promise<Difference[]> {
  const answers = await oracle.run(programs);
  return programs.flatMap((program, index) => {
    const ours = runProgram(program);
    const go = answers[index];
    return go === undefined || isSame(go, ours) ? [] : [{ program, go, ours }];
  });
}

const MOST_ROUNDS = 40;

/** The smallest program found that still differs, by leaving out pieces of the template and of the values. */
export async function shrink(difference: Difference, oracle: Oracle): Promise<Difference> {
  let smallest = difference;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const smaller = [...smallerTemplates(smallest.program), ...smallerValues(smallest.program)];
    const found = await differencesAmong(smaller, oracle);
    const best = found.sort((a, b) => sizeOf(a.program) - sizeOf(b.program))[0];
    if (best === undefined || sizeOf(best.program) >= sizeOf(smallest.program)) {
      break;
    }
    smallest = best;
  }
  return smallest;
}

function sizeOf({ template, values }: TemplateProgram): number {
  return template.length + JSON.stringify(values ?? {}).length;
}

const TOKEN = /"(?:\\.|[^"\\])*"|`[^`]*`|\{\{-?\s*|\s*-?\}\}|\s+|[()|]|[^\s(){}|"`]+|./gsu;

function smallerTemplates(program: TemplateProgram): TemplateProgram[] {
  const tokens = program.template.match(TOKEN) ?? [];
  const smaller: TemplateProgram[] = [];
  for (let length = tokens.length - 1; length >= 1; length = length > 12 ? Math.floor(length * 0.7) : length - 1) {
    for (let start = 0; start + length <= tokens.length; start++) {
      smaller.push({ ...program, template: [...tokens.slice(0, start), ...tokens.slice(start + length)].join('') });
    }
  }
  return smaller;
}

function smallerValues(program: TemplateProgram): TemplateProgram[] {
  const entries = Object.entries(program.values ?? {});
  const unused = entries.filter(([key]) => !program.template.includes(`.${key}`)).map(([key]) => key);
  const without = (keys: readonly string[]) => ({
    ...program,
    values: Object.fromEntries(entries.filter(([key]) => !keys.includes(key))),
  });
  return [without(unused), ...entries.map(([key]) => without([key]))];
}

export function describeDifference({ program, go, ours }: Difference): string {
  const { template, values, ...options } = program;
  return [
    `template: ${JSON.stringify(template)}`,
    `options:  ${JSON.stringify(options)}`,
    `values:   ${JSON.stringify(values)}`,
    `Go:       ${JSON.stringify(go)}`,
    `ours:     ${JSON.stringify(ours)}`,
  ].join('\n');
}
