import type { Environment } from '@marcbachmann/cel-js';
import { Failure } from '../../failure.ts';
import { isBudgetSpent, resetBudget } from './budget.ts';
import { extendEnvironment } from './environment.ts';
import { instrument } from './instrument.ts';

/** Answers whether a condition holds; throws what its evaluation throws. */
export type CelCondition = (variables: Record<string, unknown>) => boolean;

/** What expressions may call besides: functions by their signature, such as `semver_compare(dyn, dyn): int`. */
export type CelFunctions = Readonly<Record<string, (...values: never[]) => unknown>>;

const compilers = new Map<string, Promise<(expression: string) => CelCondition>>();

/**
 * Compiles a CEL expression over named variables that answers true or false, such as an admission webhook's match
 * condition. Throws Invalid for an expression that does not compile.
 */
export async function compileCelCondition(expression: string, variables: readonly string[]): Promise<CelCondition> {
  const key = variables.join();
  const compiler = compilers.get(key) ?? loadCelConditions(variables);
  compilers.set(key, compiler);
  return (await compiler)(expression);
}

/** The same for many expressions, once the library is loaded, which costs more than compiling does. */
export async function loadCelConditions(
  variables: readonly string[],
  functions: CelFunctions = {},
): Promise<(expression: string) => CelCondition> {
  const environment = await createEnvironment(variables);
  for (const [signature, call] of Object.entries(functions)) environment.registerFunction(signature, call);
  return (expression) => {
    const run = compile(environment, expression);
    return (values) => {
      resetBudget();
      const holds = run(values) === true;
      if (isBudgetSpent())
        throw new Failure('Invalid', `the CEL expression ${JSON.stringify(expression)} loops too much`);
      return holds;
    };
  };
}

async function createEnvironment(variables: readonly string[]): Promise<Environment> {
  const { Environment } = await import('@marcbachmann/cel-js');
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxDepth: 100, maxAstNodes: 20_000, maxListElements: 1000 },
  });
  extendEnvironment(environment);
  for (const variable of variables) environment.registerVariable(variable, 'dyn');
  return environment;
}

function compile(environment: Environment, expression: string): (values: Record<string, unknown>) => unknown {
  try {
    const { ast } = environment.parse(expression);
    const run = environment.parse(instrument(expression, ast));
    const checked = run.check();
    if (checked.valid && (checked.type === 'bool' || checked.type === 'dyn')) return (values) => run(values);
    throw checked.error ?? new Error('must evaluate to bool');
  } catch (cause) {
    throw new Failure('Invalid', `compilation failed: ${(cause as Error).message}`, { cause });
  }
}
