// Original file: proto/goldpan/v1/worker.proto


export interface PieceFolderInput {
  'path'?: (string);
  /**
   * Path of an empty file that nobody guesses: who finds it there sees the same disk.
   */
  'landmark'?: (string);
}

export interface PieceFolder {
  'path': (string);
  /**
   * Path of an empty file that nobody guesses: who finds it there sees the same disk.
   */
  'landmark': (string);
}
