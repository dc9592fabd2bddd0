/** Columns that the planner and the executor agree on by name, beside those of the user. */

/** The only column of sampled sort keys. */
export const sortKeyColumn = "__goldpan_sort_key";
/** The only column of an exchange's bounds. */
export const boundColumn = "__goldpan_bound";
