/**
 * Entry of the thread in which an executor runs the script's row functions, so that one that never returns holds up neither the
 * executor's messages nor its cancel: the thread is ended instead.
 */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type {
  CallFailure,
  CallResult,
  FromFunctionThread,
  FunctionCall,
  FunctionThreadData,
  PackedResult,
  ToFunctionThread,
} from "./function-protocol.js";
import { AggregateSession, PartitionsSession, SessionFailed } from "./function-sessions.js";
import { readerOf, writerOf, type ValueReader } from "./function-values.js";
import { loadRowFunctions, type LoadedScalar, type RowFunctionTable } from "./load-row-functions.js";
import { describeValue, ValueRefused } from "./value-refused.js";

type AnyFunction = (...values: unknown[]) => unknown;

async function serve(port: MessagePort, data: FunctionThreadData): Promise<void> {
  const say = (message: FromFunctionThread): void => {
    port.postMessage(message);
  };
  let functions: RowFunctionTable;
  try {
    functions = await loadRowFunctions(data.bundlePath, data.filesFolder);
  } catch (error) {
    say({ kind: "notLoaded", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    return;
  }
  say({ kind: "loaded", names: [...functions.keys()] });
  const calls = new Calls(functions);
  port.on("message", (message: ToFunctionThread) => {
    void calls.answer(message).then(say);
  });
}

class Calls {
  private readonly sessions = new Map<number, AggregateSession | PartitionsSession>();

  constructor(private readonly functions: RowFunctionTable) {}

  async answer(message: ToFunctionThread): Promise<CallResult | CallFailure> {
    const { request } = message;
    try {
      const columns = message.kind === "call" ? this.callPage(message) : await this.inSession(message);
      return { kind: "result", request, ...columns };
    } catch (error) {
      if (message.kind !== "call") this.sessions.delete(message.session);
      return error instanceof SessionFailed ? failed(request, error.row, error.cause) : failed(request, 0, error);
    }
  }

  private callPage(call: FunctionCall): Omit<CallResult, "kind" | "request"> {
    const declared = this.functions.get(call.name);
    if (declared?.kind !== "scalar") throw notRegistered();
    return { rows: call.rows, columns: [callPage(call, declared)] };
  }

  private async inSession(
    message: Exclude<ToFunctionThread, FunctionCall>,
  ): Promise<Omit<CallResult, "kind" | "request">> {
    if (message.kind === "open") {
      const declared = this.functions.get(message.name);
      if (message.function === "aggregate") {
        if (declared?.kind !== "aggregate") throw notRegistered();
        this.sessions.set(message.session, new AggregateSession(declared, message));
      } else {
        if (declared?.kind !== "partitions") throw notRegistered();
        this.sessions.set(message.session, new PartitionsSession(declared, message));
      }
      return { rows: 0, columns: [] };
    }
    const session = this.sessions.get(message.session);
    if (message.kind === "end") this.sessions.delete(message.session);
    if (session === undefined || (message.kind === "end" && message.dropped)) return { rows: 0, columns: [] };
    return await (message.kind === "page" ? session.page(message) : session.end());
  }
}

function notRegistered(): ValueRefused {
  return new ValueRefused("it is not registered", "declare it at the top level of its module", undefined);
}

/** @throws SessionFailed with the row at fault */
function callPage(call: FunctionCall, declared: LoadedScalar): PackedResult {
  let row = 0;
  try {
    const readers = call.columns.map((column, index) => {
      const read = call.argumentReads[index];
      return readerOf(column, read?.kind ?? "text", { bigint: call.bigint, shape: read?.shape });
    });
    const writer = writerOf(call.returns.kind, call.returns.type, call.rows);
    const one = caller(declared.call as AnyFunction, readers, call.callOnNull);
    for (; row < call.rows; row += 1) writer.add(row, one(row));
    return writer.finish();
  } catch (error) {
    throw new SessionFailed(row, error);
  }
}

/** Calls for one row. One and two arguments, by far the most, go without an array. */
function caller(fn: AnyFunction, readers: readonly ValueReader[], callOnNull: boolean): (row: number) => unknown {
  const [first, second] = readers;
  if (readers.length === 1 && first !== undefined) {
    return (row) => {
      const a = first(row);
      return a === null && !callOnNull ? null : fn(a);
    };
  }
  if (readers.length === 2 && first !== undefined && second !== undefined) {
    return (row) => {
      const a = first(row);
      const b = second(row);
      return (a === null || b === null) && !callOnNull ? null : fn(a, b);
    };
  }
  return (row) => {
    const values = readers.map((read) => read(row));
    return !callOnNull && values.includes(null) ? null : fn(...values);
  };
}

function failed(request: number, row: number, error: unknown): CallFailure {
  if (error instanceof ValueRefused) {
    const { message, hint, value } = error;
    return { kind: "failed", request, row, message, hint, value: value === undefined ? "" : describeValue(value) };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${describeValue(error)}`;
  const hint = "it runs in executors, where main never ran: state that only main sets is missing here";
  return { kind: "failed", request, row, message, hint: looksLikeMissingState(error) ? hint : "", value: "" };
}

/** What using something unset throws. */
function looksLikeMissingState(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof GoldpanError;
}

if (parentPort !== null) await serve(parentPort, workerData as FunctionThreadData);
