/** How many checks of each status a report holds, and the names of those that did not pass. */
export interface ConformanceReport {
  passed: number;
  others: string[];
}

/** Reads the report that the conformance program writes: one `testcase` a check, with its `status`. */
export function readReport(junit: string): ConformanceReport {
  const cases = [...junit.matchAll(/<testcase name="([^"]*)"[^>]*? status="([^"]*)"/g)];
  const others = cases.filter(([, , status]) => status !== 'passed').map(([, name, status]) => `${name}: ${status}`);
  return { passed: cases.length - others.length, others };
}
