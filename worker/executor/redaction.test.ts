import { expect, test } from "vitest";
import { Redaction } from "./redaction.js";

const settings = (pattern?: string): { settings: Record<string, string> } => ({
  settings: pattern === undefined ? {} : { "goldpan.redaction.columns": pattern },
});

test("passwords, tokens and the like unless set, in any case", () => {
  const redaction = Redaction.of(settings());
  expect(
    ["password", "User_PWD", "api_key", "accessKey", "AUTH_TOKEN", "client_secret"].filter(
      (name) => !redaction.hides(name),
    ),
  ).toEqual([]);
  expect(["key", "name", "booking", "tok"].filter((name) => redaction.hides(name))).toEqual([]);
  expect(redaction.shown("password", "hunter2")).toBe("password = ***");
  expect(redaction.shown("name", "hunter2")).toBe('name = "hunter2"');
});

test("what the setting says, and nothing where it is empty", () => {
  expect(Redaction.of(settings("^iban$")).hides("IBAN")).toBe(true);
  expect(Redaction.of(settings("^iban$")).hides("password")).toBe(false);
  expect(Redaction.of(settings("")).hides("password")).toBe(false);
  expect(() => Redaction.of(settings("("))).toThrow("not a regular expression");
});

test("fields and entries of nested values", () => {
  const redaction = Redaction.of(settings());
  expect(redaction.shown("user", { name: "a", login: [{ password: "b" }] })).toBe(
    'user = {"name":"a","login":[{"password":"***"}]}',
  );
  expect(redaction.shown("headers", [{ key: "Token", value: "b" }])).toBe('headers = [{"key":"Token","value":"***"}]');
  expect(redaction.shown("user", "{'name': a, 'password': b}")).toBe("user = ***");
  expect(redaction.shown("text", "my password")).toBe('text = "my password"');
});

test("a text tells a hidden value by enough of it, in any case, wherever it lies in the row", () => {
  const redaction = Redaction.of(settings());
  const row = {
    name: "Ada",
    password: "Hunter2-Long",
    n: 12,
    user: { token: "t0p", tags: [{ key: "api_key", value: "k-99" }] },
  };
  for (const text of ["no hunter2-long here", "cut: 'hunter…", "t0p", "K-99"])
    expect([text, redaction.isToldBy(text, row)]).toEqual([text, true]);
  for (const text of ["Ada, 12", "hunt", "cannot read properties"])
    expect([text, redaction.isToldBy(text, row)]).toEqual([text, false]);
  expect(redaction.isToldBy("got s3", { user: "{'name': a, 'password': s3}" })).toBe(true);
  expect(redaction.isToldBy("nothing", { password: null, secret: "" })).toBe(false);
});
