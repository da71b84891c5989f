/** What two runs of the same program print alike is fixed; the rest is random (keys, passwords, the time). */
export function differsBeyondChance(ours: string, theirs: string, theirsAgain: string): boolean {
  if (ours === theirs || ours === theirsAgain) return false;
  const [our = [], first = [], second = []] = [ours, theirs, theirsAgain].map((text) =>
    withoutKeysAndTimes(text).split('\n'),
  );
  if (our.length !== first.length || first.length !== second.length) return true;
  return our.some((line, index) => !fits(line, first[index] ?? '', second[index] ?? ''));
}

/** Keys and certificates have as many lines as their random numbers need; two runs can fall into the same second. */
function withoutKeysAndTimes(text: string): string {
  return text
    .replace(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----/g, '-----$1-----')
    .replace(/\b1[789]\d{8}\b/g, '<seconds>')
    .replace(/\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?/g, '<time>');
}

function fits(ours: string, theirs: string, theirsAgain: string): boolean {
  if (ours === theirs) return true;
  if (theirs === theirsAgain) return false;
  const start = commonStart(theirs, theirsAgain).replace(/[\w+/=$.-]+$/, '');
  const end = commonStart(reversed(theirs), reversed(theirsAgain)).replace(/[\w+/=$.-]+$/, '');
  return ours.length >= start.length + end.length && ours.startsWith(start) && ours.endsWith(reversed(end));
}

function commonStart(left: string, right: string): string {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return left.slice(0, length);
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
