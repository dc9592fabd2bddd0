// Original file: proto/goldpan/v1/plan.proto


export interface GroupingSetInput {
  'keys'?: (number)[];
}

export interface GroupingSet {
  'keys': (number)[];
}
