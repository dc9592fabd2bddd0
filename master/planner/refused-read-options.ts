/** Options of Spark's readers that are not there, by format and name in lower case: what to write instead. */
import type { ReadFormat } from "./read-format.js";

type Hints = Readonly<Record<string, string>>;

const forAll: Hints = {
  schema: 'write read.schema("id INT, name STRING").csv(path)',
  pathglobfilter: 'write the glob into the path: read.csv("s3a://bucket/folder/*.csv")',
  modifiedbefore: "name the files or folders of that time",
  modifiedafter: "name the files or folders of that time",
  ignorecorruptfiles: 'write option("badFiles", "quarantine"): such files are left out, counted and named',
  ignoremissingfiles: "leave it out: files are listed when the job is planned",
  path: "give the path to load(path)",
  basepath: "leave it out: key=value folders anywhere in a path become columns",
  timestampasof: 'write option("versionAsOf", n): goldpan table PATH --history shows when each commit was made',
  maxfilespertrigger: "there is no streaming",
};

const forRecords: Hints = {
  ...forAll,
  compression: "leave it out: a file's name tells (.gz, .zst)",
  locale: "leave it out: names of months and days are English",
  timezone: "set goldpan.sql.session.timeZone",
  prefersdecimal: 'give the column a type: schema("price DECIMAL(10,2)")',
  enabledatetimeparsingfallback: "leave it out: give dateFormat and timestampFormat as the files have them",
  mergeschema: "leave it out: columns are those of the schema, or of all records",
  inputbuffersize: "leave it out: there is no such buffer",
  singlevariantcolumn: "there is no VARIANT: read.text gives the lines",
};

const csv: Hints = {
  ...forRecords,
  maxcolumns: "leave it out: a record may have any number of fields",
  maxcharspercolumn: "leave it out: a field may have any length",
  chartoescapequoteescaping: "leave it out: the escape character escapes itself",
  unescapedquotehandling: "leave it out: as Spark's default, such a field ends at the next delimiter",
  nanvalue: "leave it out: NaN is read as one; other texts by nullif or when",
  positiveinf: "leave it out: Infinity and Inf are read as one; other texts by when",
  negativeinf: "leave it out: -Infinity and -Inf are read as one; other texts by when",
  preferdate: "leave it out: inferSchema takes DATE before TIMESTAMP",
  quoteall: "it is an option of writes",
  escapequotes: "it is an option of writes",
  columnpruning: "leave it out: records are judged by all of their fields, whichever columns are read",
};

const json: Hints = {
  ...forRecords,
  allowcomments: "there are no comments in JSON",
  allowunquotedfieldnames: "JSON has names in quotes: such records are malformed",
  allowsinglequotes: "JSON has double quotes: records in single quotes are malformed",
  allownumericleadingzeros: "JSON has no such numbers: such records are malformed",
  allownonnumericnumbers: 'NaN is read as a text: "NaN"',
  allowbackslashescapinganycharacter: "JSON has its own escapes: such records are malformed",
  allowunquotedcontrolchars: "JSON has them escaped: such records are malformed",
  dropfieldifallnull: "leave such columns out with drop",
  infertimestamp: 'give the column a type: schema("at TIMESTAMP")',
  inferschema: "leave it out: without a schema, types come from all records",
};

export const refusedReadOptions: Readonly<Record<ReadFormat, Hints>> = { parquet: forAll, text: forAll, csv, json };
