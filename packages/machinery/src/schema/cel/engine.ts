import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { extendEnvironment } from './environment.ts';
import { instrument, usesVariable } from './instrument.ts';

/** Loads the CEL library when the first rule needs it: it costs more at start than all of this room. */
export interface CelEngine {
  compile(expression: string): CelProgram | Error;
  durationOf(text: string): unknown;
  optionalOf(value: unknown): unknown;
}

export interface CelProgram {
  usesOldSelf: boolean;
  /** The expression's type, `dyn` where it cannot be told before evaluation. */
  type: string;
  run(variables: { self: unknown; oldSelf?: unknown }): unknown;
}

const maxExpressionLength = 64 * 1024;

export async function loadCelEngine(): Promise<CelEngine> {
  const { Environment, Optional } = await import('@marcbachmann/cel-js');
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxDepth: 100, maxAstNodes: 20_000, maxListElements: 1000 },
  });
  extendEnvironment(environment);
  environment.registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
  const duration = environment.parse('duration(self)');
  const programs = new Map<string, CelProgram | Error>();
  return {
    compile(expression) {
      const known = programs.get(expression);
      if (known !== undefined) return known;
      const program = compile(environment, expression);
      if (programs.size > 5000) programs.clear();
      programs.set(expression, program);
      return program;
    },
    durationOf: (text) => duration({ self: text }),
    optionalOf: (value) => (value === undefined ? Optional.none() : Optional.of(value)),
  };
}

function compile(environment: Environment, expression: string): CelProgram | Error {
  if (expression.length > maxExpressionLength) return new Error(`longer than ${maxExpressionLength} characters`);
  try {
    const ast: ASTNode = environment.parse(expression).ast;
    const run = environment.parse(instrument(expression, ast));
    const checked = run.check();
    if (!checked.valid) return checked.error ?? new Error('invalid expression');
    return {
      usesOldSelf: usesVariable(ast, 'oldSelf'),
      type: checked.type ?? 'dyn',
      run: (variables) => run(variables),
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
