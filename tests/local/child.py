"""A program for the supervisor to run: ``python -m tests.local.child WHAT``."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

if __name__ == "__main__":
    match sys.argv[1]:
        case "end":
            print("that was it")
            sys.exit(3)
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            print(grandchild.pid, flush=True)
            time.sleep(600)
        case "talk":
            for number in range(20_000):
                print("word " * 10, number)
            sys.stdout.flush()
            time.sleep(600)
        case "stay":
            time.sleep(600)
