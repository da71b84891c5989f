/** RFC 3339 in whole seconds, as Kubernetes writes its timestamps. */
export function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Milliseconds from a timestamp until `now`; 0 where there is none. */
export function millisecondsSince(text: string | undefined, now: Date): number {
  return text === undefined ? 0 : now.getTime() - Date.parse(text);
}
