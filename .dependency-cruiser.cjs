// Who may import whom: the folders are rooms, and this is the plan of the doors.
const test = "[.]test[.]ts$";
const room = (name, allowed) => ({
  name: `${name}-doors`,
  comment: `${name}/ imports only ${allowed.join(", ")}`,
  severity: "error",
  from: { path: `^${name}/`, pathNot: test },
  to: {
    path: "^(proto|common|storage|master|worker|client|web|sim|bench|tests|jobs)/",
    pathNot: `^(${allowed.join("|")})/`,
  },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    room("common", ["common"]),
    room("storage", ["storage", "common"]),
    room("worker", ["worker", "common", "storage"]),
    {
      ...room("master", ["master", "common", "storage"]),
    },
    {
      name: "client-doors",
      comment:
        "client/ imports common alone; the wiring of local mode and of the CLI is one file each, table/ looks at tables in the store",
      severity: "error",
      from: { path: "^client/", pathNot: [test, "^client/(local-mode|cli/(daemons|table))[.]ts$", "^client/table/"] },
      to: { path: "^(storage|master|worker|web|sim|bench|tests|jobs)/" },
    },
    {
      name: "core-is-pure",
      comment: "the scheduler core does no I/O: ids, errors, units and types alone",
      severity: "error",
      from: { path: "^master/core/", pathNot: test },
      to: { pathNot: "^(master/core/|common/(ids|errors|units|rng|piece-size|wire/(types|generated)))" },
    },
    {
      name: "planner-is-pure",
      severity: "error",
      from: {
        path: "^master/planner/",
        pathNot: [test, "^master/planner/(create-planner|catalog|records-scan)[.]ts$"],
      },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|crypto)$" },
    },
    {
      name: "grpc-lives-in-grpc",
      severity: "error",
      from: { path: "^(common|storage|master|worker|client)/", pathNot: [test, "/grpc/", "^common/wire/"] },
      to: { path: "node_modules/@grpc/grpc-js" },
    },
    {
      name: "duckdb-lives-in-engine",
      comment: "DuckDB's homes are the worker's engine and the master's analyser",
      severity: "error",
      from: {
        path: "^(common|storage|master|worker|client)/",
        pathNot: [test, "^worker/engine/", "^master/analyser/"],
      },
      to: { path: "node_modules/@duckdb" },
    },
    {
      name: "nothing-imports-the-outside",
      severity: "error",
      from: { path: "^(common|storage|master|worker|client)/", pathNot: test },
      to: { path: "^(tests|bench|sim|jobs)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|[.]goldpan|common/wire/generated)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
      extensions: [".ts", ".js", ".mjs", ".cjs"],
    },
  },
};
