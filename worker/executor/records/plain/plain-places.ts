/** What lies where in the memory of the functions that take plain records apart. */
export const fieldsMax = 1024;

/** Of what is known of a field, from its place on. */
export const fieldPlaces = {
  /** Where the next value goes. */
  next: 0,
  /** Bits that tell of each row whether it has a value: set, until it turns out to have none. */
  valid: 4,
  /** Bytes of a value; 0 of texts. */
  width: 8,
  /** Digits behind a decimal's point. */
  scale: 12,
  /** 1 where nothing between quotes is a text; else it is NULL. */
  keepsEmpty: 16,
  least: 24,
  most: 32,
} as const;

export const fieldBytes = 40;

const afterFields = fieldsMax * fieldBytes;
/** Powers of ten that a DOUBLE has exactly. */
export const powersOfTen = 23;

export const places = {
  fields: 0,
  /** Records that were found. */
  found: afterFields,
  /** Of a record, in bytes. */
  longest: afterFields + 4,
  /** Line ends that are `\r\n`. */
  returns: afterFields + 8,
  /** 1 where the next record is not plain. */
  unsure: afterFields + 12,
  /** A byte for each month: its days. */
  monthDays: afterFields + 16,
  /** Four bytes for each month: days from the first of March to its first one. */
  sinceMarch: afterFields + 32,
  powers: afterFields + 80,
  text: afterFields + 80 + 8 * powersOfTen,
} as const;
