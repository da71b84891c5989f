import { Failure } from '@violet/machinery';

/** The chart that a provenance file speaks for: `helm package --sign` writes its name and digest after Chart.yaml. */
export interface SignedFile {
  /** `<name>-<version>.tgz`. */
  file: string;
  /** SHA-256 in hexadecimal digits. */
  digest: string;
}

/** Reads what a provenance file says of its chart; whether its signature holds is for those to judge who have the key. */
export function signedFile(provenance: Uint8Array): SignedFile {
  const text = Buffer.from(provenance.buffer, provenance.byteOffset, provenance.byteLength).toString('utf8');
  const found = /^files:[ \t]*\r?\n[ \t]+"?([^\s":]+\.tgz)"?: sha256:([0-9a-f]{64})[ \t]*\r?$/m.exec(text);
  const [, file, digest] = found ?? [];
  if (file !== undefined && digest !== undefined) return { file, digest };
  throw new Failure('Invalid', 'the body is no provenance file: it names no chart', {
    hint: 'Send the .prov that `helm package --sign` has written.',
  });
}
