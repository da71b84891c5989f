/** What tells Go's own kinds of values from plain JavaScript objects. */
export abstract class TypedValue {}
