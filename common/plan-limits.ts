/** How large a plan may be: walks of a plan take stack for each relation, and each input of a union has tasks of its own. */

/** Relations one on another. */
export const planDepthMax = 1_000;
/** Relations in all, each once. */
export const planRelationsMax = 20_000;
/** Inputs of unions, those of unions below them among them: a DataFrame that is united with itself again and again doubles them. */
export const planUnitedMax = 20_000;

export interface PlanSize {
  readonly depth: number;
  /** At most: a relation that is read twice counts twice. */
  readonly relationsMax: number;
  readonly united: number;
}

/** The size of a relation over inputs of these sizes. */
export function sizeOver(inputs: readonly PlanSize[], isUnion: boolean): PlanSize {
  const united = inputs.map((input) => input.united);
  return {
    depth: 1 + Math.max(0, ...inputs.map(({ depth }) => depth)),
    relationsMax: inputs.reduce((sum, { relationsMax }) => sum + relationsMax, 1),
    united: isUnion ? united.reduce((sum, count) => sum + count, 0) : Math.max(1, ...united),
  };
}

/**
 * What is too large about a plan, in words; undefined when nothing is.
 * @param relations  counts them, each once: asked where that may matter
 */
export function planExcess({ depth, relationsMax, united }: PlanSize, relations: () => number): string | undefined {
  if (depth > planDepthMax) return `the plan has more than ${planDepthMax} relations one on another`;
  if (united > planUnitedMax) return `the plan unites more than ${planUnitedMax} inputs`;
  if (relationsMax > planRelationsMax && relations() > planRelationsMax) {
    return `the plan has more than ${planRelationsMax} relations`;
  }
  return undefined;
}

export const planExcessHint =
  "write a table in between and read it; add columns together by withColumns, and combine conditions by AND";
