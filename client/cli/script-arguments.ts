/** What stands behind a script is its own, but for a `--` right behind it, which many write to part the two. */
export function scriptArguments(given: readonly string[]): readonly string[] {
  return given[0] === "--" ? given.slice(1) : given;
}
