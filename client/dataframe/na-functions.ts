/** `frame.na`: Spark's functions over missing values. */
import type { CallSite, RelationInput } from "../../common/wire/types.js";
import { captureCallSite } from "./call-site.js";
import {
  nullDrops,
  nullFills,
  replacements,
  type DropnaOptions,
  type FillValue,
  type Replaced,
  type Replacing,
  type Subset,
} from "./arguments/cleaning-arguments.js";

/** Made by `frame.na`. `Frame` is the class of the DataFrame that comes of it. */
export class NaFunctions<Frame> {
  private readonly input: RelationInput;
  private readonly derive: (at: CallSite | null, relation: RelationInput) => Frame;

  /** @internal */
  constructor(input: RelationInput, derive: (at: CallSite | null, relation: RelationInput) => Frame) {
    this.input = input;
    this.derive = derive;
  }

  /** The same as `fillna`. */
  fill(value: FillValue, subset?: Subset): Frame {
    const at = captureCallSite("fill");
    return this.derive(at, filled(this.input, value, subset, at));
  }

  /** The same as `dropna`; with a number first, rows with fewer values go. */
  drop(how?: DropnaHow, thresh?: number, subset?: Subset): Frame {
    const at = captureCallSite("drop");
    return this.derive(at, withoutNulls(this.input, [how, thresh, subset], at));
  }

  /** The same as `DataFrame.replace`. */
  replace(replaced: Replaced, value?: Replacing, subset?: Subset): Frame {
    const at = captureCallSite("replace");
    return this.derive(at, replacing(this.input, replaced, value, subset, at));
  }
}

/** `"any"`, `"all"`, all of it as an object, or, as in Scala, the least number of values. */
export type DropnaHow = "any" | "all" | number | DropnaOptions;

export function filled(
  input: RelationInput,
  value: FillValue,
  subset: Subset | undefined,
  at: CallSite | null,
): RelationInput {
  return { bySchema: { input, fillNulls: { fills: nullFills(value, subset, at) } } };
}

export function withoutNulls(
  input: RelationInput,
  [how, thresh, subset]: readonly [how: DropnaHow | undefined, thresh: number | undefined, subset: Subset | undefined],
  at: CallSite | null,
): RelationInput {
  const options: DropnaOptions = {
    ...(how === undefined ? {} : typeof how === "object" ? how : typeof how === "number" ? { thresh: how } : { how }),
    ...(thresh === undefined ? {} : { thresh }),
    ...(subset === undefined ? {} : { subset }),
  };
  return { bySchema: { input, dropNulls: nullDrops(options, at) } };
}

export function replacing(
  input: RelationInput,
  replaced: Replaced,
  value: Replacing | undefined,
  subset: Subset | undefined,
  at: CallSite | null,
): RelationInput {
  return { bySchema: { input, replaceValues: replacements(replaced, value, subset, at) } };
}
