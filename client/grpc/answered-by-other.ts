/** Another application answers for the idempotency key: nothing was registered. */
export class AnsweredByOther extends Error {
  override readonly name = "AnsweredByOther";

  constructor(readonly applicationId: string) {
    super(`${applicationId} answers for this idempotency key`);
  }
}
