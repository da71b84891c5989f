/** Looks for members that a JSON text gives twice in one object; their paths, such as `spec.replicas` or `spec.a[0].b`. */
export function duplicateMembers(text: string): string[] {
  const found: string[] = [];
  const frames: Frame[] = [];
  let key: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1);
    switch (text[at]) {
      case '{':
        frames.push({ path: pathOf(frame, key), seen: new Set(), index: 0 });
        key = undefined;
        break;
      case '[':
        frames.push({ path: pathOf(frame, key), index: 0 });
        key = undefined;
        break;
      case '}':
      case ']':
        frames.pop();
        key = undefined;
        break;
      case ',':
        if (frame !== undefined) frame.index++;
        key = undefined;
        break;
      case '"': {
        const end = stringEnd(text, at);
        if (frame?.seen !== undefined && key === undefined) {
          key = JSON.parse(text.slice(at, end + 1)) as string;
          if (frame.seen.has(key)) found.push(pathOf(frame, key));
          frame.seen.add(key);
        }
        at = end;
      }
    }
  }
  return found;
}

/** One open object (which has seen members) or list. */
interface Frame {
  path: string;
  seen?: Set<string>;
  index: number;
}

function pathOf(frame: Frame | undefined, key: string | undefined): string {
  if (frame === undefined) return '';
  if (frame.seen === undefined) return `${frame.path}[${frame.index}]`;
  return frame.path === '' ? (key ?? '') : `${frame.path}.${key ?? ''}`;
}

/** Where the string that begins there ends: at the first quote that an even number of backslashes stands before. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text[before - 1] === '\\') before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}
