import type { Chart } from '../chart/chart.ts';
import type { LintSource, Loaded } from './lint-source.ts';
import type { Finding, Report } from './message.ts';

export function lintDependencies(source: LintSource, loaded: Loaded, report: Report): void {
  if ('problem' in loaded) {
    report.add('ERROR', '', `unable to load chart\n\t${loaded.problem}`);
    return;
  }
  const { chart } = loaded;
  report.add('ERROR', source.directory, undeclaredFinding(chart));
  report.add('ERROR', source.directory, repeatedFinding(chart));
  report.add('WARNING', source.directory, absentFinding(chart));
}

function undeclaredFinding({ metadata, dependencies }: Chart): Finding {
  const declared = new Set(metadata.dependencies?.map(({ name }) => name));
  const missing = dependencies.map((child) => child.metadata.name).filter((name) => !declared.has(name));
  return missing.length === 0 ? undefined : `chart metadata is missing these dependencies: ${missing.join(',')}`;
}

function repeatedFinding({ metadata: { dependencies = [] } }: Chart): Finding {
  const keys = dependencies.map(({ name, alias = '' }) => (alias === '' ? name : alias));
  const repeated = keys.filter((key, index) => keys.indexOf(key) !== index);
  return repeated.length === 0 ? undefined : `multiple dependencies with name or alias: ${repeated.join(',')}`;
}

function absentFinding({ metadata, dependencies }: Chart): Finding {
  const present = new Set(dependencies.map((child) => child.metadata.name));
  const missing = (metadata.dependencies ?? []).map(({ name }) => name).filter((name) => !present.has(name));
  return missing.length === 0 ? undefined : `chart directory is missing these dependencies: ${missing.join(',')}`;
}
