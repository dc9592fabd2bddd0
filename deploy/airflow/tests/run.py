"""Runs the functions named test_… of the files given, one line each; exit code 1 if one fails."""

import faulthandler
import importlib.util
import sys
import time
import traceback
from pathlib import Path


def load(path: str):
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# A test that hangs says where.
faulthandler.dump_traceback_later(60, repeat=True)
failed = 0
for path in sys.argv[1:]:
    module = load(path)
    for name, test in list(vars(module).items()):
        if not name.startswith("test_") or not callable(test):
            continue
        started = time.monotonic()
        try:
            test()
            verdict = "ok"
        except Exception:
            failed += 1
            verdict = f"FAILED\n{traceback.format_exc()}"
        print(f"{Path(path).stem}.{name} ({time.monotonic() - started:.1f} s): {verdict}", flush=True)
sys.exit(1 if failed else 0)
