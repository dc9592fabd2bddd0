import { constants } from "node:fs";

/** To open a file that is written over, or a new one; to be cut to its length in the end. What it has stays until then. */
export const overwrite = constants.O_RDWR | constants.O_CREAT;
