import { MIMEType } from 'node:util';
import { Failure } from '@violet/machinery';
import { type ChartUpload, maxChartBytes } from '@violet/marketplace';

/** A provenance file is Chart.yaml and a signature. */
export const maxProvenanceBytes = 1024 * 1024;
/** A chart, its provenance file, and what stands between them in a form. */
export const maxUploadBytes = maxChartBytes + maxProvenanceBytes + 16 * 1024;
/** Fields that other clients add are let be; hundreds of thousands of them would keep the platform busy for seconds. */
const maxParts = 16;

/** A body that is the .tgz itself, or a form with the files `chart` and `prov` as ChartMuseum takes them. */
export async function chartUpload(body: Uint8Array, contentType: string | undefined): Promise<ChartUpload> {
  if (contentType?.toLowerCase().startsWith('multipart/form-data') !== true) return { archive: body };
  const form = await readForm(body, contentType);
  const [archive, provenance] = await Promise.all([fileIn(form, 'chart'), fileIn(form, 'prov')]);
  if (archive === undefined) throw new Failure('BadRequest', 'the form has no file "chart"');
  if ((provenance?.byteLength ?? 0) > maxProvenanceBytes) {
    throw new Failure('RequestEntityTooLarge', `a provenance file has at most ${maxProvenanceBytes} bytes`);
  }
  return { archive, provenance };
}

async function readForm(body: Uint8Array, contentType: string): Promise<FormData> {
  try {
    const type = new MIMEType(contentType);
    requireFewParts(body, type.params.get('boundary') ?? '');
    return await new Response(body as BodyInit, { headers: { 'content-type': type.toString() } }).formData();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('BadRequest', 'the body is no form as its content type says', { cause });
  }
}

function requireFewParts(body: Uint8Array, boundary: string): void {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = `--${boundary}`;
  let parts = 0;
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    parts += 1;
    // The last one ends the form.
    if (parts > maxParts + 1) throw new Failure('BadRequest', `the form has more than ${maxParts} parts`);
  }
}

async function fileIn(form: FormData, name: string): Promise<Uint8Array | undefined> {
  const value = form.get(name);
  return value === null || typeof value === 'string' ? undefined : new Uint8Array(await value.arrayBuffer());
}
