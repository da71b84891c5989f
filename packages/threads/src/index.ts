/** Has a thread judge what others have written, within time and memory. */

export { answer, answerInParts } from './answer.ts';
export { askThread, askThreadInParts, type ThreadQuestion } from './ask-thread.ts';
