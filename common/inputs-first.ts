/** The root and all that is below it, inputs first and from left to right, each once; however deep, it takes no stack. */
export function inputsFirst<N>(root: N, inputsOf: (node: N) => readonly N[]): N[] {
  const found = new Set<N>();
  const open: { readonly node: N; readonly inputs: N[] }[] = [];
  const enter = (node: N): void => {
    if (!found.has(node)) open.push({ node, inputs: inputsOf(node).toReversed() });
  };
  enter(root);
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const input = last.inputs.pop();
    if (input !== undefined) enter(input);
    else {
      found.add(last.node);
      open.pop();
    }
  }
  return [...found];
}
