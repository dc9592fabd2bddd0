/** Options of spark-submit that mean nothing here, or not yet: each is refused with what to do instead. */
export const refusedOptions: Readonly<Record<string, string>> = {
  "--class": "a script's entry is its exported main: there is no class to name",
  "--jars": "import what the script needs: it is bundled with it",
  "--py-files": "import what the script needs: it is bundled with it",
  "--packages": "npm install packages beside the script and import them: they are bundled with it",
  "--exclude-packages": "npm install packages beside the script and import them: they are bundled with it",
  "--repositories": "npm install packages beside the script and import them: they are bundled with it",
  "--archives": "send single files by --files, or put them into the object store",
  "--num-executors": "set --total-executor-cores and --executor-cores: executors follow from them",
  "--driver-java-options":
    "the driver is a Node process: --driver-memory sets its heap, NODE_OPTIONS the rest in client mode",
  "--driver-class-path": "there is no JVM: import what the script needs",
  "--driver-library-path": "there is no JVM: import what the script needs",
  "--queue": "queues are YARN's: limit an application by --total-executor-cores",
  "--principal": "there is no Kerberos: the cluster's token is GOLDPAN_TOKEN",
  "--keytab": "there is no Kerberos: the cluster's token is GOLDPAN_TOKEN",
  "--proxy-user": "there is no Kerberos: the cluster's token is GOLDPAN_TOKEN",
  "--remote": "Spark Connect is not there: --master goldpan://host:port names a cluster",
};
