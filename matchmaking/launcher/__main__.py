"""python -m matchmaking.launcher run | test [pytest's arguments]"""

import sys


def main() -> int:
    action, *arguments = sys.argv[1:] or [""]
    try:
        from matchmaking.embedded import EmbeddedError
        from matchmaking.launcher.running import LaunchError, run
        from matchmaking.launcher.testing import run_tests
    except ImportError as error:
        print(
            f"error: the installation is broken ({error}): remove the folder .venv "
            "and run make again.",
            file=sys.stderr,
        )
        return 1
    try:
        if action == "run":
            return run()
        if action == "test":
            return run_tests(arguments)
    except (EmbeddedError, LaunchError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
