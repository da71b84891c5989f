/** What a thread says, one or several times; large answers come in parts, so that none of them stops who takes it. */
export type ThreadMessage<T> = { part: T; isLast: boolean } | { problem: string; hint: string | undefined };
