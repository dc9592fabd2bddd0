/** What a script passed, in the words of an error. */

/** `the string "1"`, `the number 1.5`, `a value of class Date`, `undefined` */
export function shownValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "number":
    case "bigint":
    case "boolean":
      return `the ${typeof value} ${value}`;
    case "object":
      return value === null ? "null" : `a value of class ${className(value)}`;
    case "undefined":
      return "undefined";
    default:
      return `a ${typeof value}`;
  }
}

function className(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype?.constructor.name ?? "Object";
}
