/** `45s`, `3m20s`, `2h05m`; days are not worth counting. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${padded(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 100 ? `${hours}h${padded(minutes % 60)}m` : 'days';
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
