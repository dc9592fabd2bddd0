/** Encodings of CSV and JSON files other than UTF-8, by the names that Java and Spark have for them. */
import iconv from "iconv-lite";
import { GoldpanError } from "../errors/goldpan-error.js";

const utf8Names = /^(utf-?8|(us-)?ascii)$/i;
/** Forms of bytes that the library knows beside encodings of text. */
const noEncodings = /^(base64|hex|internal)$/i;

/** Characters that stand for bytes without a meaning, or make no text by themselves. */
const meaningless = /[\ufffd\p{Surrogate}]/u;
const firstHalf = /[\ud800-\udbff]$/;

/** ASCII is UTF-8. */
export function isUtf8Name(encoding: string): boolean {
  return utf8Names.test(encoding);
}

export function isEncodingName(encoding: string): boolean {
  return !noEncodings.test(encoding) && iconv.encodingExists(encoding);
}

/** A file's bytes as text, part by part. A mark at their beginning tells the order of UTF-16, and is no part of the text. */
export class TextDecoding {
  private readonly decoder;
  /** Half of a character, whose other half comes with the next bytes. */
  private held = "";
  private characters = 0;

  /** @param encoding  a name that `isEncodingName` knows */
  constructor(
    private readonly encoding: string,
    private readonly file: { readonly uri: string; readonly bytes: number },
  ) {
    this.decoder = iconv.getDecoder(encoding, { defaultEncoding: "utf16be" });
  }

  /** @throws INPUT_UNREADABLE, as `end` does */
  add(bytes: Buffer): string {
    const text = this.held + this.decoder.write(bytes);
    this.held = firstHalf.exec(text)?.[0] ?? "";
    return this.checked(text.slice(0, text.length - this.held.length));
  }

  end(): string {
    return this.checked(this.held + (this.decoder.end() ?? ""));
  }

  private checked(text: string): string {
    const at = text.search(meaningless);
    if (at >= 0) throw this.noText(this.characters + at);
    this.characters += text.length;
    return text;
  }

  /** @param character  from 0; those beyond U+FFFF count twice */
  private noText(character: number): GoldpanError {
    const { uri, bytes } = this.file;
    const problem = `is no text in ${this.encoding} at character ${character}`;
    return new GoldpanError("INPUT_UNREADABLE", `${uri} ${problem}`, {
      details: { files: [{ file: uri, bytes, problem }] },
      hint: "give the encoding that it has, or convert it first, for instance with iconv -t UTF-8",
    });
  }
}
