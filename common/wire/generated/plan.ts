import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ActionInput as _goldpan_v1_ActionInput, Action as _goldpan_v1_Action } from './goldpan/v1/Action.js';
import type { AggregateInput as _goldpan_v1_AggregateInput, Aggregate as _goldpan_v1_Aggregate } from './goldpan/v1/Aggregate.js';
import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from './goldpan/v1/AttemptKey.js';
import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from './goldpan/v1/CallSite.js';
import type { CollectInput as _goldpan_v1_CollectInput, Collect as _goldpan_v1_Collect } from './goldpan/v1/Collect.js';
import type { ColumnInput as _goldpan_v1_ColumnInput, Column as _goldpan_v1_Column } from './goldpan/v1/Column.js';
import type { DataDetailsInput as _goldpan_v1_DataDetailsInput, DataDetails as _goldpan_v1_DataDetails } from './goldpan/v1/DataDetails.js';
import type { DropInput as _goldpan_v1_DropInput, Drop as _goldpan_v1_Drop } from './goldpan/v1/Drop.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from './goldpan/v1/Error.js';
import type { ExpectInput as _goldpan_v1_ExpectInput, Expect as _goldpan_v1_Expect } from './goldpan/v1/Expect.js';
import type { ExpectationDetailsInput as _goldpan_v1_ExpectationDetailsInput, ExpectationDetails as _goldpan_v1_ExpectationDetails } from './goldpan/v1/ExpectationDetails.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from './goldpan/v1/Expression.js';
import type { FileProblemInput as _goldpan_v1_FileProblemInput, FileProblem as _goldpan_v1_FileProblem } from './goldpan/v1/FileProblem.js';
import type { FilterInput as _goldpan_v1_FilterInput, Filter as _goldpan_v1_Filter } from './goldpan/v1/Filter.js';
import type { LimitInput as _goldpan_v1_LimitInput, Limit as _goldpan_v1_Limit } from './goldpan/v1/Limit.js';
import type { LimitDetailsInput as _goldpan_v1_LimitDetailsInput, LimitDetails as _goldpan_v1_LimitDetails } from './goldpan/v1/LimitDetails.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from './goldpan/v1/NamedExpression.js';
import type { PeerDetailsInput as _goldpan_v1_PeerDetailsInput, PeerDetails as _goldpan_v1_PeerDetails } from './goldpan/v1/PeerDetails.js';
import type { PlanInput as _goldpan_v1_PlanInput, Plan as _goldpan_v1_Plan } from './goldpan/v1/Plan.js';
import type { ProjectInput as _goldpan_v1_ProjectInput, Project as _goldpan_v1_Project } from './goldpan/v1/Project.js';
import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from './goldpan/v1/Relation.js';
import type { RenameInput as _goldpan_v1_RenameInput, Rename as _goldpan_v1_Rename } from './goldpan/v1/Rename.js';
import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from './goldpan/v1/RowFunction.js';
import type { ScanInput as _goldpan_v1_ScanInput, Scan as _goldpan_v1_Scan } from './goldpan/v1/Scan.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from './goldpan/v1/Schema.js';
import type { ScriptDetailsInput as _goldpan_v1_ScriptDetailsInput, ScriptDetails as _goldpan_v1_ScriptDetails } from './goldpan/v1/ScriptDetails.js';
import type { StoreDetailsInput as _goldpan_v1_StoreDetailsInput, StoreDetails as _goldpan_v1_StoreDetails } from './goldpan/v1/StoreDetails.js';
import type { TableDetailsInput as _goldpan_v1_TableDetailsInput, TableDetails as _goldpan_v1_TableDetails } from './goldpan/v1/TableDetails.js';
import type { UnionInput as _goldpan_v1_UnionInput, Union as _goldpan_v1_Union } from './goldpan/v1/Union.js';
import type { UpstreamDetailsInput as _goldpan_v1_UpstreamDetailsInput, UpstreamDetails as _goldpan_v1_UpstreamDetails } from './goldpan/v1/UpstreamDetails.js';
import type { ValuesInput as _goldpan_v1_ValuesInput, Values as _goldpan_v1_Values } from './goldpan/v1/Values.js';
import type { VersionsInput as _goldpan_v1_VersionsInput, Versions as _goldpan_v1_Versions } from './goldpan/v1/Versions.js';
import type { WithColumnsInput as _goldpan_v1_WithColumnsInput, WithColumns as _goldpan_v1_WithColumns } from './goldpan/v1/WithColumns.js';
import type { WriteInput as _goldpan_v1_WriteInput, Write as _goldpan_v1_Write } from './goldpan/v1/Write.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  goldpan: {
    v1: {
      Action: MessageTypeDefinition<_goldpan_v1_ActionInput, _goldpan_v1_Action>
      Aggregate: MessageTypeDefinition<_goldpan_v1_AggregateInput, _goldpan_v1_Aggregate>
      AttemptKey: MessageTypeDefinition<_goldpan_v1_AttemptKeyInput, _goldpan_v1_AttemptKey>
      CallSite: MessageTypeDefinition<_goldpan_v1_CallSiteInput, _goldpan_v1_CallSite>
      Collect: MessageTypeDefinition<_goldpan_v1_CollectInput, _goldpan_v1_Collect>
      Column: MessageTypeDefinition<_goldpan_v1_ColumnInput, _goldpan_v1_Column>
      DataDetails: MessageTypeDefinition<_goldpan_v1_DataDetailsInput, _goldpan_v1_DataDetails>
      Drop: MessageTypeDefinition<_goldpan_v1_DropInput, _goldpan_v1_Drop>
      Error: MessageTypeDefinition<_goldpan_v1_ErrorInput, _goldpan_v1_Error>
      Expect: MessageTypeDefinition<_goldpan_v1_ExpectInput, _goldpan_v1_Expect>
      ExpectationAction: EnumTypeDefinition
      ExpectationDetails: MessageTypeDefinition<_goldpan_v1_ExpectationDetailsInput, _goldpan_v1_ExpectationDetails>
      Expression: MessageTypeDefinition<_goldpan_v1_ExpressionInput, _goldpan_v1_Expression>
      FileProblem: MessageTypeDefinition<_goldpan_v1_FileProblemInput, _goldpan_v1_FileProblem>
      Filter: MessageTypeDefinition<_goldpan_v1_FilterInput, _goldpan_v1_Filter>
      Limit: MessageTypeDefinition<_goldpan_v1_LimitInput, _goldpan_v1_Limit>
      LimitDetails: MessageTypeDefinition<_goldpan_v1_LimitDetailsInput, _goldpan_v1_LimitDetails>
      NamedExpression: MessageTypeDefinition<_goldpan_v1_NamedExpressionInput, _goldpan_v1_NamedExpression>
      PeerDetails: MessageTypeDefinition<_goldpan_v1_PeerDetailsInput, _goldpan_v1_PeerDetails>
      Plan: MessageTypeDefinition<_goldpan_v1_PlanInput, _goldpan_v1_Plan>
      Project: MessageTypeDefinition<_goldpan_v1_ProjectInput, _goldpan_v1_Project>
      Relation: MessageTypeDefinition<_goldpan_v1_RelationInput, _goldpan_v1_Relation>
      Rename: MessageTypeDefinition<_goldpan_v1_RenameInput, _goldpan_v1_Rename>
      RetryClass: EnumTypeDefinition
      RowFunction: MessageTypeDefinition<_goldpan_v1_RowFunctionInput, _goldpan_v1_RowFunction>
      Scan: MessageTypeDefinition<_goldpan_v1_ScanInput, _goldpan_v1_Scan>
      Schema: MessageTypeDefinition<_goldpan_v1_SchemaInput, _goldpan_v1_Schema>
      ScriptDetails: MessageTypeDefinition<_goldpan_v1_ScriptDetailsInput, _goldpan_v1_ScriptDetails>
      StoreDetails: MessageTypeDefinition<_goldpan_v1_StoreDetailsInput, _goldpan_v1_StoreDetails>
      TableDetails: MessageTypeDefinition<_goldpan_v1_TableDetailsInput, _goldpan_v1_TableDetails>
      Union: MessageTypeDefinition<_goldpan_v1_UnionInput, _goldpan_v1_Union>
      UpstreamDetails: MessageTypeDefinition<_goldpan_v1_UpstreamDetailsInput, _goldpan_v1_UpstreamDetails>
      Values: MessageTypeDefinition<_goldpan_v1_ValuesInput, _goldpan_v1_Values>
      Versions: MessageTypeDefinition<_goldpan_v1_VersionsInput, _goldpan_v1_Versions>
      WithColumns: MessageTypeDefinition<_goldpan_v1_WithColumnsInput, _goldpan_v1_WithColumns>
      Write: MessageTypeDefinition<_goldpan_v1_WriteInput, _goldpan_v1_Write>
      WriteMode: EnumTypeDefinition
    }
  }
}

