/** The operator life-cycle engine. */
export type { OlmSettings } from './settings.ts';
