import { expect, it } from 'vitest';
import { answerOf, type RefusalCode, refusal } from './refusal.ts';

/** The table of the distribution specification 1.1: what may stand in an answer with a status of 4xx. */
const specified = [
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
];

const own: RefusalCode[] = ['MANIFEST_TOO_LARGE', 'RANGE_INVALID', 'TAG_INVALID'];

it.each([...specified, ...own])('%s is answered with a code of the specification', (code) => {
  const { status, body } = answerOf(refusal(code as RefusalCode, 'why'));
  const { errors } = JSON.parse(body) as { errors: { code: string; message: string }[] };

  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(specified).toContain(errors[0]?.code);
  expect(errors).toEqual([{ code: errors[0]?.code, message: 'why' }]);
});

it.each([
  ['ENOSPC', 507, 'STORAGE_FULL'],
  ['EDQUOT', 507, 'STORAGE_FULL'],
  ['EROFS', 500, 'UNKNOWN'],
  ['EMFILE', 429, 'TOOMANYREQUESTS'],
  ['EIO', 500, 'UNKNOWN'],
])('the disk that says %s is answered without its words', (errno, status, code) => {
  const error = Object.assign(new Error(`${errno}: /secret/path`), { code: errno });

  const answer = answerOf(error);

  expect([answer.status, JSON.parse(answer.body)]).toEqual([status, { errors: [expect.objectContaining({ code })] }]);
  expect(answer.body).not.toContain('/secret');
});
