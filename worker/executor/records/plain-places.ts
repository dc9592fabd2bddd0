/** What lies where in the memory of the functions that step over plain records. */
export const fieldsMax = 1024;

export const places = {
  /** A byte for each field: its form. */
  forms: 0,
  /** A byte for each field: 1 once it had another form. */
  doubts: fieldsMax,
  records: 2 * fieldsMax,
  /** Of a record, in bytes. */
  longest: 2 * fieldsMax + 4,
  /** Line ends that are `\r\n`. */
  returns: 2 * fieldsMax + 8,
  /** 1 where the latest call stopped at a record that it was not sure of. */
  unsure: 2 * fieldsMax + 12,
  text: 4 * fieldsMax,
} as const;
