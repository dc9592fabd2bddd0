/**
 * Entry of the thread in which an executor runs the script's row functions, so that one that never returns holds up neither the
 * executor's messages nor its cancel: the thread is ended instead.
 */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { FromFunctionThread, FunctionCall, FunctionThreadData, PackedColumn } from "./function-protocol.js";
import { describeValue, readerOf, ValueRefused, writerOf, type ValueReader } from "./function-values.js";
import { loadRowFunctions, type RowFunctionTable } from "./load-row-functions.js";

type AnyFunction = (...values: unknown[]) => unknown;

async function serve(port: MessagePort, data: FunctionThreadData): Promise<void> {
  const say = (message: FromFunctionThread): void => {
    port.postMessage(message);
  };
  let functions: RowFunctionTable;
  try {
    functions = await loadRowFunctions(data.bundlePath);
  } catch (error) {
    say({ kind: "notLoaded", message: error instanceof Error ? error.message : String(error) });
    return;
  }
  say({ kind: "loaded", names: [...functions.keys()] });
  port.on("message", (call: FunctionCall) => {
    const declared = functions.get(call.name);
    say(declared === undefined ? notRegistered(call) : callPage(call, declared.call as AnyFunction));
  });
}

function notRegistered(call: FunctionCall): FromFunctionThread {
  const hint = "declare it with udf() at the top level of its module";
  return { kind: "failed", request: call.request, row: 0, message: "it is not registered", hint, value: "" };
}

function callPage(call: FunctionCall, fn: AnyFunction): FromFunctionThread {
  let row = 0;
  try {
    const readers = call.columns.map((column, index) =>
      readerOf(column, call.argumentKinds[index] ?? "text", {
        bigint: call.bigint,
        shape: call.argumentShapes[index],
      }),
    );
    const writer = writerOf(call.returns, call.returnType, call.rows);
    const one = caller(fn, readers, call.callOnNull);
    for (; row < call.rows; row += 1) writer.add(row, one(row));
    return result(call.request, writer.finish());
  } catch (error) {
    return failed(call.request, row, error);
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

function result(request: number, column: PackedColumn): FromFunctionThread {
  return { kind: "result", request, column };
}

function failed(request: number, row: number, error: unknown): FromFunctionThread {
  if (error instanceof ValueRefused) {
    const { message, hint, value } = error;
    return { kind: "failed", request, row, message, hint, value: describeValue(value) };
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
