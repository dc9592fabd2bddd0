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
