"""python -m matchmaking.engine"""

import os
import sys
import threading

from .command import main

status = main()
if threading.active_count() > 1:
    # A solver that was told to stop did not listen and was left behind. Nobody waits for it, and
    # taking its thread down from outside would abort the process.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
sys.exit(status)
