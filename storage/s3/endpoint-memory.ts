/**
 * Which endpoints have answered this process at least once, with anything. One that never has counts as wrong after a few
 * seconds; one that has is given the whole retry budget.
 */
const answered = new Set<string>();

export function rememberAnswer(endpoint: string): void {
  answered.add(endpoint);
}

export function hasAnswered(endpoint: string): boolean {
  return answered.has(endpoint);
}
