#!/usr/bin/env node
process.argv.splice(2, 0, "submit");
await import("./goldpan.js");
