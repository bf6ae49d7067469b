"""python -m matchmaking.probe: exit code 0 when the web server of this container is ready."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    port = os.environ.get("WEB_BIND", "127.0.0.1:8000").rsplit(":", 1)[1]
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=8):
            return 0
    except (urllib.error.URLError, TimeoutError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
