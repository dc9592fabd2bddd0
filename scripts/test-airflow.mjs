// Tries deploy/airflow in a real Airflow 3 from PyPI, with a real master and worker on loopback. Skips, and says so, where Airflow cannot be
// had. Usage: npm run test:airflow [-- test files]; GOLDPAN_AIRFLOW_VENV names a virtual environment to use instead of .goldpan/airflow.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const venv = process.env.GOLDPAN_AIRFLOW_VENV ?? join(root, ".goldpan/airflow");
const python = join(venv, "bin/python");
const say = (text) => process.stderr.write(`goldpan airflow: ${text}\n`);
const packages = ["apache-airflow>=3.0,<4", "apache-airflow-providers-apache-spark"];

const works = () => spawnSync(python, ["-c", "import airflow.sdk, airflow.providers.apache.spark"]).status === 0;
if (!works()) {
  say(`installing Airflow from PyPI into ${venv} (once, some minutes)`);
  const made = spawnSync("python3", ["-m", "venv", venv], { stdio: ["ignore", 2, 2] });
  if (made.status === 0)
    spawnSync(python, ["-m", "pip", "install", "--quiet", ...packages], { stdio: ["ignore", 2, 2] });
}
if (!works()) {
  say("SKIPPED: Airflow 3 cannot be had here (python3 -m venv, and pip install apache-airflow)");
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), "goldpan-airflow-"));
const bin = join(folder, "bin");
mkdirSync(bin);
for (const name of ["goldpan", "goldpan-submit"]) symlinkSync(join(root, `bin/${name}.js`), join(bin, name));
const port = await freePort();
const master = `goldpan://127.0.0.1:${port}`;
const token = "secret-of-the-test";
const environment = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  PYTHONPATH: [join(root, "deploy/airflow"), join(folder, "dags")].join(":"),
  AIRFLOW_HOME: join(folder, "airflow"),
  AIRFLOW__CORE__LOAD_EXAMPLES: "False",
  AIRFLOW__CORE__DAGS_FOLDER: join(folder, "dags"),
  AIRFLOW__CORE__UNIT_TEST_MODE: "False",
  AIRFLOW__LOGGING__LOGGING_LEVEL: "WARNING",
  AIRFLOW_CONN_GOLDPAN_DEFAULT: JSON.stringify({ conn_type: "goldpan", host: "127.0.0.1", port, password: token }),
  AIRFLOW_CONN_SPARK_GOLDPAN: JSON.stringify({ conn_type: "spark", host: "goldpan://127.0.0.1", port }),
  GOLDPAN_TOKEN: token,
  GOLDPAN_TEST_MASTER: master,
  GOLDPAN_TEST_FOLDER: join(folder, "work"),
  GOLDPAN_RAWZONE: join(folder, "work/raw"),
  GOLDPAN_GOLD: join(folder, "work/gold"),
};
const daemons = [];
const start = (...args) => {
  const child = spawn(process.execPath, [join(root, "bin/goldpan.js"), ...args, "--log-level", "error"], {
    env: environment,
    stdio: ["ignore", 2, 2],
  });
  daemons.push(child);
};
let code = 1;
try {
  mkdirSync(join(folder, "work"));
  // Airflow reads DAGs from its folder alone.
  cpSync(join(root, "deploy/airflow/dags"), environment.AIRFLOW__CORE__DAGS_FOLDER, { recursive: true });
  cpSync(
    join(root, "deploy/airflow/tests/goldpan_test_dags.py"),
    join(environment.AIRFLOW__CORE__DAGS_FOLDER, "goldpan_test_dags.py"),
  );
  start("master", "--port", String(port), "--state-dir", join(folder, "master"));
  start("worker", master, "--cores", "2", "--memory", "4g", "--work-dir", join(folder, "worker"));
  execFileSync(join(venv, "bin/airflow"), ["db", "migrate"], { env: environment, stdio: ["ignore", "ignore", 2] });
  const named = process.argv.slice(2);
  const tests =
    named.length > 0 ? named : ["command", "operator"].map((name) => `deploy/airflow/tests/test_${name}.py`);
  const run = spawnSync(python, [join(root, "deploy/airflow/tests/run.py"), ...tests], {
    cwd: root,
    env: environment,
    stdio: "inherit",
  });
  code = run.status ?? 1;
} finally {
  for (const daemon of daemons.reverse()) daemon.kill("SIGTERM");
  await Promise.all(daemons.map((daemon) => daemon.exitCode ?? new Promise((resolve) => daemon.once("exit", resolve))));
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: free } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return free;
}
