import { CALLS, type Frame } from '../execute/frame.ts';
import { display } from '../format/printer.ts';
import { GoFunction } from '../function.ts';
import type { ActionStep, BranchStep, Step, TemplateStep } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { quote } from '../text/quote.ts';
import { isTrue } from '../value/inspect.ts';
import { GoObject, type Value } from '../value/value.ts';
import { MISSING } from './evaluate.ts';
import { compileNext, compileRange } from './loops.ts';
import { compilePipe } from './pipes.ts';
import type { RunStep } from './program.ts';

export function compileSteps(steps: readonly Step[]): RunStep[] {
  return steps.map((step, index) => compileStep(step, index + 1));
}

function compileStep(step: Step, next: number): RunStep {
  switch (step.kind) {
    case 'text':
      return compileText(step.text, next);
    case 'action':
      return compileAction(step, next);
    case 'if':
      return compileIf(step, next);
    case 'with':
      return compileWith(step, next);
    case 'range':
      return compileRange(step, next);
    case 'next':
      return compileNext(step, next);
    case 'jump':
      return () => step.to;
    case 'template':
      return compileTemplate(step, next);
  }
}

function compileText(text: string, next: number): RunStep {
  return (frame) => {
    frame.run.write(text);
    return next;
  };
}

function compileAction(step: ActionStep, next: number): RunStep {
  const evaluate = compilePipe(step.pipe);
  if (step.pipe.declarations.length > 0) {
    return (frame) => {
      evaluate(frame, MISSING);
      return next;
    };
  }
  return (frame) => {
    const value = evaluate(frame, MISSING);
    frame.run.write(typeof value === 'string' ? value : shownText(frame, step, value));
    return next;
  };
}

function shownText(frame: Frame, step: ActionStep, value: Value): string {
  if (value === undefined || value === null) {
    return '<no value>';
  }
  if (value instanceof GoFunction) {
    frame.node = step;
    frame.fail(`can't print ${nodeText(step)} of type func()`);
  }
  if (value instanceof GoObject && value.pointerText !== undefined && isNamed(step)) {
    return value.pointerText();
  }
  return display(value);
}

/** No function gave it, so Go can take its address. */
function isNamed({ pipe }: ActionStep): boolean {
  return pipe.commands.length === 1 && pipe.commands[0]?.args.length === 1;
}

function compileIf({ pipe, otherwise }: BranchStep, next: number): RunStep {
  const evaluate = compilePipe(pipe);
  return (frame) => (isTrue(evaluate(frame, MISSING)) ? next : otherwise);
}

function compileWith({ pipe, otherwise, dot }: BranchStep, next: number): RunStep {
  const evaluate = compilePipe(pipe);
  return (frame) => {
    const value = evaluate(frame, MISSING);
    if (!isTrue(value)) {
      return otherwise;
    }
    frame.setValue(dot, value, false);
    return next;
  };
}

function compileTemplate(step: TemplateStep, next: number): RunStep {
  const { name } = step;
  const evaluate = step.pipe === undefined ? undefined : compilePipe(step.pipe);
  return (frame) => {
    frame.node = step;
    const template = frame.template.lookup(name) ?? frame.fail(`template ${quote(name)} not defined`);
    frame.enter();
    const data = evaluate?.(frame, MISSING) ?? undefined;
    frame.call(template, data, next);
    return CALLS;
  };
}
