/** Where relations hold those that they read, and plans in which one that is read several times is written once. */
import { inputsFirst } from "../inputs-first.js";
import type { PlanInput, RelationInput } from "./types.js";

/** What the messages of all kinds of relations call them. */
interface Holder {
  readonly input?: RelationInput | null;
  readonly left?: RelationInput | null;
  readonly right?: RelationInput | null;
  readonly inputs?: readonly RelationInput[];
  readonly views?: Readonly<Record<string, RelationInput>>;
}

/** In their order; one that is read twice is there twice. */
export function inputsOf<R extends RelationInput>(relation: R): R[] {
  const held = Object.values(relation as object).flatMap((message: unknown) => {
    if (!isHolder(message)) return [];
    const { input, left, right, inputs = [], views = {} } = message;
    return [input, left, right, ...inputs, ...Object.values(views)];
  });
  return held.filter((input) => input !== undefined && input !== null) as R[];
}

/** The relation and all that it reads, inputs first and from left to right, each once. */
export function relationsOf<R extends RelationInput>(root: R): R[] {
  return inputsFirst(root, inputsOf);
}

/** As the plan travels. */
export function withoutCopies(root: RelationInput): Required<Pick<PlanInput, "root" | "shared">> {
  const relations = relationsOf(root);
  const readers = new Map<RelationInput, number>();
  for (const input of relations.flatMap(inputsOf)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const shared: RelationInput[] = [];
  const written = new Map<RelationInput, RelationInput>();
  for (const relation of relations) {
    const tree = overInputs(relation, (input) => written.get(input) ?? input);
    const isShared = (readers.get(relation) ?? 0) > 1;
    written.set(relation, isShared ? { shared: shared.push(tree) - 1 } : tree);
  }
  return { root: written.get(root) ?? root, shared };
}

/** The plan as it was before it travelled: readers of one relation have the same object. */
export function withShared<P extends PlanInput>(plan: P): P {
  const { root, shared = [] } = plan;
  if (!root || shared.length === 0) return plan;
  const met: RelationInput[] = [];
  const resolve = (relation: RelationInput): RelationInput =>
    (relation.shared === undefined ? undefined : met[relation.shared]) ?? overInputs(relation, resolve);
  for (const relation of shared) met.push(resolve(relation));
  return { ...plan, root: resolve(root), shared: [] };
}

function overInputs(relation: RelationInput, change: (input: RelationInput) => RelationInput): RelationInput {
  const changed = Object.entries(relation).map(([kind, message]: [string, unknown]) => {
    if (!isHolder(message)) return [kind, message];
    const { input, left, right, inputs, views } = message;
    return [
      kind,
      {
        ...message,
        ...(input ? { input: change(input) } : {}),
        ...(left ? { left: change(left) } : {}),
        ...(right ? { right: change(right) } : {}),
        ...(inputs ? { inputs: inputs.map(change) } : {}),
        ...(views
          ? { views: Object.fromEntries(Object.entries(views).map(([name, view]) => [name, change(view)])) }
          : {}),
      },
    ];
  });
  return Object.fromEntries(changed) as RelationInput;
}

function isHolder(message: unknown): message is Holder {
  return typeof message === "object" && message !== null && !ArrayBuffer.isView(message);
}
