/**
 * How large a plan may be: walks of a plan take stack for each relation, and a DataFrame that is united with itself again and
 * again doubles its plan, which travels as a tree.
 */

/** Relations one on another. */
export const planDepthMax = 1_000;
/** Relations in all. */
export const planRelationsMax = 20_000;

export interface PlanSize {
  readonly depth: number;
  readonly relations: number;
}

/** The size of a relation over inputs of these sizes. */
export function sizeOver(inputs: readonly PlanSize[]): PlanSize {
  return {
    depth: 1 + Math.max(0, ...inputs.map(({ depth }) => depth)),
    relations: inputs.reduce((sum, { relations }) => sum + relations, 1),
  };
}

/** What is too large about a plan, in words; undefined when nothing is. */
export function planExcess({ depth, relations }: PlanSize): string | undefined {
  if (depth > planDepthMax) return `the plan has more than ${planDepthMax} relations one on another`;
  if (relations > planRelationsMax) return `the plan has more than ${planRelationsMax} relations`;
  return undefined;
}

export const planExcessHint =
  "write a table in between and read it; add columns together by withColumns, and combine conditions by AND";
