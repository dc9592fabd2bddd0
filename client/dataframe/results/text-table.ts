/** A table drawn with `+`, `-` and `|`, as Spark's show() draws it. */

export interface TextTableOptions {
  /** Characters of a cell at most; 0 shows it whole. Cut cells are aligned right, whole ones left, as in Spark. */
  readonly truncate: number;
}

/** Every line ends with a newline. */
export function textTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { truncate }: TextTableOptions,
): string {
  const lines = [names, ...rows].map((cells) => shown(cells, truncate));
  const widths = names.map((_, column) => widthOf(lines.map((cells) => cells[column] ?? "")));
  const rule = `+${widths.map((width) => "-".repeat(width)).join("+")}+\n`;
  const [header = "", ...body] = lines.map((cells) => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? "";
      return truncate > 0 ? space(cell, width) + cell : cell + space(cell, width);
    });
    return `|${padded.join("|")}|\n`;
  });
  return `${rule}${header}${rule}${body.join("")}${rule}`;
}

/** A line per column, below a line per row, as Spark's show(n, truncate, vertical=True) draws it. Every line ends with a newline. */
export function verticalTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { truncate }: TextTableOptions,
): string {
  if (rows.length === 0) return "(0 rows)\n";
  const labels = names.map(oneLine);
  const records = rows.map((cells) => shown(cells, truncate));
  const labelWidth = widthOf(labels);
  const valueWidth = widthOf(records.flat());
  const padded = (text: string, width: number): string => text + space(text, width);
  const record = (cells: readonly string[], index: number): string => {
    const lines = cells.map((cell, at) => ` ${padded(labels[at] ?? "", labelWidth)} | ${padded(cell, valueWidth)} \n`);
    return `${`-RECORD ${index}`.padEnd(labelWidth + valueWidth + 5, "-")}\n${lines.join("")}`;
  };
  return records.map(record).join("");
}

function shown(cells: readonly string[], truncate: number): string[] {
  return cells.map((cell) => shorten(oneLine(cell), truncate));
}

/** Of a column with these cells, of which there may be more than a call takes arguments. */
function widthOf(cells: readonly string[]): number {
  return cells.reduce((width, cell) => Math.max(width, displayWidth(cell)), 3);
}

/** Between a cell and the border of its column. */
function space(cell: string, width: number): string {
  return " ".repeat(width - displayWidth(cell));
}

function shorten(cell: string, truncate: number): string {
  const characters = Array.from(cell);
  if (truncate === 0 || characters.length <= truncate) return cell;
  return truncate < 4 ? characters.slice(0, truncate).join("") : `${characters.slice(0, truncate - 3).join("")}...`;
}

const controlNames: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

/** A control character would break the table, or drive the terminal. */
function oneLine(cell: string): string {
  return cell.replace(/\p{Cc}/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
    return controlNames[character] ?? `\\x${code}`;
  });
}

/** Columns that a terminal takes: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\u200d|\ufe0f/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
