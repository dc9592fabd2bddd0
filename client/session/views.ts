/** The temporary views of a session: DataFrames by name. Case does not count. */
import { nearest } from "../../common/nearest.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { CallSite, RelationInput } from "../../common/wire/types.js";
import { planRefused } from "../dataframe/call-site.js";
import { shownValue } from "../dataframe/arguments/shown-value.js";

interface View {
  readonly name: string;
  readonly relation: RelationInput;
}

export class Views {
  private readonly views = new Map<string, View>();

  /** Replaces the one that has this name. */
  set(name: string, relation: RelationInput): void {
    this.views.set(name.toLowerCase(), { name, relation });
  }

  /** @throws PLAN_REFUSED with the nearest name */
  get(name: unknown, at: CallSite | null): View {
    const known = typeof name === "string" ? this.views.get(name.toLowerCase()) : undefined;
    if (known !== undefined) return known;
    const [best] = nearest(String(name), this.names(), 1);
    const hint =
      best === undefined
        ? 'make it by createOrReplaceTempView("name"), or read a path by goldpan.read'
        : `did you mean '${best}'?`;
    throw planRefused(`there is no view ${shownValue(name)}`, at, hint);
  }

  /** Those whose names occur in the text: one too many only makes the plan larger. */
  namedIn(query: string): Record<string, RelationInput> {
    const text = query.toLowerCase();
    const named = [...this.views].filter(([key]) => text.includes(quoteIdentifier(key).slice(1, -1)));
    return Object.fromEntries(named.map(([, { name, relation }]) => [name, relation]));
  }

  private names(): string[] {
    return [...this.views.values()].map(({ name }) => name);
  }
}
