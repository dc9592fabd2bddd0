/** What lies where in the memory of the functions that take plain records apart. */
export const fieldsMax = 1024;

/** Of what is known of a field, from its place on. */
export const fieldPlaces = {
  kind: 0,
  /** 1 once a text was no value, or one that is not sure to be. */
  doubt: 4,
  /** Where the next value goes. */
  next: 8,
  /** Where the latest text went. */
  latest: 12,
  /** Bits that tell of each row of the group whether it has a value. */
  valid: 16,
  /** Bytes of a value; 0 of texts. */
  width: 20,
  /** Digits behind a decimal's point. */
  scale: 24,
  /** 1 where nothing between quotes is a text; else it is NULL. */
  keepsEmpty: 28,
  least: 32,
  most: 40,
} as const;

export const fieldBytes = 48;

const afterFields = fieldsMax * fieldBytes;
/** Powers of ten that a DOUBLE has exactly. */
export const powersOfTen = 23;

export const places = {
  fields: 0,
  records: afterFields,
  /** Of a record, in bytes. */
  longest: afterFields + 4,
  /** Line ends that are `\r\n`. */
  returns: afterFields + 8,
  /** 1 where the latest call stopped at a record that it was not sure of. */
  unsure: afterFields + 12,
  /** Records whose values are kept. */
  rows: afterFields + 16,
  /** A byte for each month: its days. */
  monthDays: afterFields + 32,
  powers: afterFields + 64,
  text: afterFields + 64 + 8 * powersOfTen,
} as const;
