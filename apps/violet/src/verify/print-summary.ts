import { type Judged, type Verdict, verdicts } from './verdict.ts';

const titles: Readonly<Record<Verdict, string>> = {
  gpg: 'Verified successfully with GPG',
  checksum: 'Verified successfully with checksum',
  failed: 'Verification failed',
  unverified: 'No verification file found',
};

/** The lines of the manual's summary; groups without files are left out. */
export function printSummary(paths: readonly string[], judged: readonly Judged[]): string[] {
  const groups = verdicts
    .map((verdict) => ({ title: titles[verdict], files: judged.filter((one) => one.verdict === verdict) }))
    .filter(({ files }) => files.length > 0)
    .flatMap(({ title, files }, index) => [
      ...(index === 0 ? [] : ['']),
      `${title}: ${files.length} file(s)`,
      ...files.map(({ path }) => `  - ${path}`),
    ]);
  return [...paths.map((path) => `verify path: ${path}`), '===== Verification Summary =====', ...groups];
}

/** The same for programs, with the reasons. */
export function verifyDocument(judged: readonly Judged[]): object {
  const packages = judged.map(({ path, verdict, method, signers, failure }) => ({
    path,
    result: verdict === 'gpg' || verdict === 'checksum' ? 'verified' : verdict,
    ...(method === undefined ? {} : { method }),
    ...(signers.length === 0 ? {} : { signers }),
    ...(failure === undefined ? {} : { reason: failure.reason ?? failure.code, message: failure.message }),
  }));
  return { packages };
}
