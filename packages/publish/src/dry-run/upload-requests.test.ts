import { expect, it } from 'vitest';
import { uploadRequests } from './upload-requests.ts';

const mib = 1024 * 1024;

it.each([
  [0, undefined, 2],
  [64 * mib, undefined, 2],
  [64 * mib + 1, undefined, 4],
  [200 * mib, undefined, 6],
  [200 * mib, 0, 5],
  [200 * mib, 100 * mib, 3],
  [200 * mib, 200 * mib, 1],
])('a blob of %i bytes that goes on at %s takes %i requests', (size, continuesAt, requests) => {
  expect(uploadRequests(size, continuesAt)).toBe(requests);
});
