/** How a piece is named in its worker's folder. */
import { GoldpanError } from "../common/errors/goldpan-error.js";
import { attemptToken } from "../common/ids.js";
import type { AttemptKey } from "../common/wire/types.js";

/** Ids that become parts of file names: nothing that a path would take apart, and never hidden. */
const plainId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** @throws INTERNAL for an id that could lead out of the folder: keys come from the network */
export function pieceName(key: AttemptKey): string {
  return `${plainName(key.applicationId)}${attemptToken(key).slice(key.applicationId.length)}`;
}

/** The id itself. @throws INTERNAL when it is not fit to be part of a file name */
export function plainName(id: string): string {
  if (plainId.test(id)) return id;
  throw new GoldpanError("INTERNAL", `'${id.slice(0, 128)}' is not an id of this cluster`, { retry: "never" });
}
