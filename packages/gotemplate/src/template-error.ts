/** Where in which template something went wrong; the message is the one Go gives, location included. */
export class TemplateError extends Error {
  override readonly name: string = 'TemplateError';
  /** The name of the file-level template the position counts in. */
  readonly templateName: string;
  /** From 1; 0 when the error has no place. */
  readonly line: number;
  /** In bytes from 0, as Go counts; undefined for errors of parsing, which Go places by line alone. */
  readonly column: number | undefined;

  constructor(message: string, place: { templateName: string; line: number; column?: number; cause?: unknown }) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause });
    this.templateName = place.templateName;
    this.line = place.line;
    this.column = place.column;
  }
}

/** The template did more than its limits allow: no function call wraps it, so it ends the whole execution. */
export class TemplateLimitError extends TemplateError {
  override readonly name: string = 'TemplateLimitError';
}
