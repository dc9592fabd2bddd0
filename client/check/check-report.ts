/** What a check found: lines for people on stdout, errors on stderr; or one JSON document. */
import { errorLine, callSiteOf, type Outcome } from "../submit/outcome.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { packageVersion } from "../../common/package-root.js";
import { formatBytes, formatCount } from "../../common/units.js";
import type { CallSite, ExpectationPlan, InputPlan, OutputPlan, StagePlan } from "../../common/wire/types.js";
import { describeMaster } from "../local/master-url.js";
import { shownPath } from "../submit/shown-path.js";
import type { SubmitRequest } from "../submit/submit-request.js";
import type { CheckedAction, NotFollowed, PlanRelay } from "./plan-relay.js";
import type { TypeProblem, TypesAnswer } from "./type-problems.js";

type Asked = Pick<SubmitRequest, "config" | "applicationName" | "notes" | "verbose" | "json">;

/** @returns the exit code: the script's own, or 1 for types alone */
export function tellCheck(
  request: Asked,
  types: TypesAnswer,
  outcome: Outcome,
  relay: Pick<PlanRelay, "actions" | "notFollowed"> | undefined,
): number {
  const { actions = [], notFollowed = [] } = relay ?? {};
  const exitCode = outcome.exitCode === 0 && types.problems.length > 0 ? 1 : outcome.exitCode;
  const lines = request.json
    ? [checkJson(request, { types, outcome, exitCode, actions, notFollowed })]
    : checkLines(request, { types, exitCode, actions, notFollowed });
  process.stdout.write(`${lines.join("\n")}\n`);
  for (const line of errorLines(request, types, outcome, actions)) process.stderr.write(`${line}\n`);
  return exitCode;
}

interface Found {
  readonly types: TypesAnswer;
  readonly exitCode: number;
  readonly actions: readonly CheckedAction[];
  readonly notFollowed: readonly NotFollowed[];
}

function errorLines(
  { verbose }: Asked,
  { problems }: TypesAnswer,
  { error, jobId, stack }: Outcome,
  actions: readonly CheckedAction[],
): string[] {
  const callSite = actions.find((action) => action.jobId === jobId)?.callSite ?? undefined;
  return [
    ...problems.map((problem) => errorLine(typesWrong(problem))),
    ...(verbose && stack !== "" ? [stack] : []),
    ...(error === undefined ? [] : [withColumn(errorLine(error, callSite), callSiteOf(error))]),
  ];
}

/** Messages of the analyser name the line alone; editors jump to a column as well. */
function withColumn(text: string, callSite: CallSite | undefined): string {
  if (callSite === undefined) return text;
  const place = `${callSite.file}:${callSite.line}`;
  return text.replace(`${place}: `, `${place}:${callSite.column}: `);
}

function typesWrong({ file, line, column, code, message }: TypeProblem): GoldpanError {
  const callSite = { file: shownPath(file, process.cwd()), line, column, method: "" };
  return new GoldpanError("SCRIPT_TYPES_WRONG", `${message} [${code}]`, file === "" ? {} : { details: { callSite } });
}

export function checkLines(request: Asked, { types, exitCode, actions, notFollowed }: Found): string[] {
  const { applicationName, config, notes, verbose } = request;
  const accepted = actions.filter(({ state }) => state === "accepted").length;
  const verdict = exitCode === 0 ? "would be accepted" : "would fail";
  const counted = `${accepted} of ${count(actions.length, "action")} planned, nothing run or written`;
  return [
    `${applicationName} on ${describeMaster(config.string("goldpan.master"))}`,
    ...notes.map((note) => `note: ${note}`),
    ...actions.flatMap((action) => actionLines(action, verbose)),
    ...notFollowed.map(({ what, callSite, why }) => `note: ${what}${placeText(callSite)}: ${why}`),
    typesLine(types),
    `${verdict}: ${counted}`,
  ];
}

function typesLine({ files, configPath, problems }: TypesAnswer): string {
  const by = configPath === undefined ? "strict, no tsconfig.json" : shownPath(configPath, process.cwd());
  const found = problems.length === 0 ? "no errors" : count(problems.length, "error");
  return `types: ${found} in ${count(files, "file")} (${by})`;
}

function actionLines({ jobId, label, callSite, state, plan }: CheckedAction, verbose: boolean): string[] {
  const head = `action ${jobId}: ${label}${placeText(callSite)}${state === "accepted" ? "" : `: ${stateText[state]}`}`;
  if (plan === undefined) return [head];
  return [
    head,
    ...plan.inputs.map(inputText),
    ...plan.stages.map(stageText),
    ...(plan.output === null ? [] : [outputText(plan.output)]),
    ...plan.expectations.map(expectationText),
    ...(plan.output?.quarantineTable ? [`  quarantine: ${plan.output.quarantineTable}`] : []),
    ...plan.notices.map(({ text }) => `  note: ${text}`),
    ...(verbose ? plan.explain.split("\n").map((line) => `    ${line}`.trimEnd()) : []),
  ];
}

const stateText: Record<Exclude<CheckedAction["state"], "accepted">, string> = {
  asked: "not planned to its end",
  refused: "refused",
  unknown: "not known",
};

function placeText(callSite: CallSite | null): string {
  return callSite === null || callSite.line === 0 ? "" : ` at ${callSite.file}:${callSite.line}:${callSite.column}`;
}

function inputText({ paths, files, bytes, rows, rowsKnown, filesRead, rowsRead }: InputPlan): string {
  const all = `${rowsKnown ? `${count(rows, "row")} in ` : ""}${count(files, "file")} (${formatBytes(bytes)})`;
  const pruned = rowsKnown && (filesRead < files || rowsRead < rows);
  const left = pruned ? `, of which ${count(rowsRead, "row")} in ${count(filesRead, "file")} are fetched` : "";
  return `  reads ${paths.join(", ")}: ${all}${left}`;
}

function stageText({ stageId, name, tasks, tasksAtMost, readsStages }: StagePlan): string {
  const reads = readsStages.length === 0 ? "" : `, reads stage ${readsStages.join(", ")}`;
  return `  stage ${stageId}: ${name} (${tasksAtMost ? "at most " : ""}${count(tasks, "task")}${reads})`;
}

function outputText(output: OutputPlan): string {
  const { table, mode, baseCommit, filesRemoved, files, filesAtMost, partitionBy, partitionsAtMost } = output;
  const over = baseCommit === 0 ? "no commit yet" : `its latest commit is ${baseCommit}`;
  const removed = filesRemoved === 0 ? "" : `, removes ${count(filesRemoved, "file")}`;
  const each = partitionBy.length === 0 ? "task" : "folder";
  const made = files === 0 ? `one file or more per ${each}` : `${filesAtMost ? "about " : ""}${count(files, "file")}`;
  const folders =
    partitionBy.length === 0
      ? ""
      : ` by ${partitionBy.join(", ")} into ${partitionsAtMost === 0 ? "as many folders as the rows have values" : `at most ${count(partitionsAtMost, "folder")}`}`;
  return `  writes ${table} (${mode}, ${over}${removed})${folders}: ${made}`;
}

function expectationText({ name, action, failAbove, share = 0, rows = 0 }: ExpectationPlan): string {
  const limit = failAbove === "share" ? `${+(share * 100).toFixed(6)} % of the rows` : count(rows, "row");
  return `  expect "${name}": ${action.toLowerCase()}${failAbove === undefined ? "" : `, the job fails above ${limit}`}`;
}

function count(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** The document of `--json`; its keys are a contract: docs/CHECK.md. */
export function checkJson(request: Asked, found: Found & { readonly outcome: Outcome }): string {
  const { types, outcome, exitCode, actions, notFollowed } = found;
  return JSON.stringify({
    goldpan: packageVersion,
    name: request.applicationName,
    master: request.config.string("goldpan.master"),
    status: exitCode === 0 ? "accepted" : "refused",
    exitCode,
    error: outcome.error === undefined ? null : errorJson(outcome.error),
    types: { files: types.files, tsconfig: types.configPath ?? null, problems: types.problems },
    actions: actions.map(({ jobId, label, kind, callSite, state, plan, error }) => ({
      ...{ jobId, action: label, kind, callSite, state },
      error: error === undefined ? null : errorJson(error),
      ...plan,
    })),
    notFollowed,
    notes: request.notes,
  });
}

function errorJson(error: GoldpanError): object {
  const { code, message, hint } = error;
  return { code, message, hint, callSite: callSiteOf(error) ?? null };
}
