import { expect, test } from "vitest";
import { scriptArguments } from "./script-arguments.js";

test.each<[string[], string[]]>([
  [
    ["--since", "2001"],
    ["--since", "2001"],
  ],
  [
    ["--", "--since", "2001"],
    ["--since", "2001"],
  ],
  [
    ["2001", "--", "x"],
    ["2001", "--", "x"],
  ],
  [["--"], []],
  [[], []],
])("of %j the script gets %j", (given, own) => {
  expect(scriptArguments(given)).toEqual(own);
});
