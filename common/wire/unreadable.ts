/** What stands in place of a message whose bytes are none: interceptors turn it into an error, so that no handler ever sees it. */
export class Unreadable {
  constructor(
    readonly byteLength: number,
    readonly cause: unknown,
  ) {}
}
