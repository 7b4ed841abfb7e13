"""docker-compose.yml and Dockerfile say what could run, checked without Docker."""

from __future__ import annotations

import re
import sysconfig
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from roundtrip import declared, settings
from roundtrip.local_airflow.services import COMMANDS

PROJECT = settings.PROJECT
SERVICE_KEYS = {
    *(
        "build",
        "image",
        "restart",
        "environment",
        "volumes",
        "depends_on",
        "command",
        "healthcheck",
        "ports",
        "configs",
    ),
}
CONDITIONS = {"service_healthy", "service_completed_successfully"}
PACKAGES = Path(sysconfig.get_path("purelib"))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(PROJECT / "docker-compose.yml")


@pytest.fixture(scope="module")
def services(compose) -> dict[str, dict[str, Any]]:
    return compose["services"]


@pytest.fixture(scope="module")
def dockerfile() -> list[list[str]]:
    """Instructions as words, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (PROJECT / "Dockerfile").read_text())
    return [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_the_services_are_those_of_make_up_with_postgres_and_the_api(services):
    assert set(services) == {"postgres", "airflow-init", "api", *COMMANDS}


def test_airflow_runs_the_same_commands_as_make_up(services):
    assert {name: services[name]["command"][1] for name in COMMANDS} == {n: words[0] for n, words in COMMANDS.items()}


def test_every_key_is_one_that_compose_knows(compose, services):
    assert {key for key in compose if not key.startswith("x-")} <= {"services", "volumes", "configs"}
    assert {key for service in services.values() for key in service} <= SERVICE_KEYS


def test_images_are_pinned_and_ours_is_built(services):
    for name, service in services.items():
        repository, _, tag = service["image"].partition(":")
        assert tag, name
        assert tag != "latest", name
        assert ("build" in service) == (repository == "roundtrip"), name


def test_what_a_service_waits_for_exists_and_can_be_waited_for(services):
    for name, service in services.items():
        for target, how in service.get("depends_on", {}).items():
            assert target in services, name
            assert how["condition"] in CONDITIONS, name
            assert how["condition"] != "service_healthy" or "healthcheck" in services[target], (name, target)


def test_every_service_that_stays_up_says_whether_it_is_well(services):
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"airflow-init"}
    for service in services.values():
        if "healthcheck" in service:
            assert {"test", "interval", "timeout", "retries"} <= service["healthcheck"].keys()


def test_named_volumes_and_configs_are_declared_and_used(compose, services):
    mounted = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert {name for name in mounted if re.fullmatch(r"\w+", name)} == set(compose["volumes"])
    used = {config["source"] for service in services.values() for config in service.get("configs", [])}
    assert used == set(compose["configs"])


def test_nothing_listens_beyond_this_machine(services):
    assert all(port.startswith("127.0.0.1:") for service in services.values() for port in service.get("ports", []))


def test_no_secret_stands_in_the_file(services):
    for service in services.values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|KEY|SECRET|SALT", name):
                assert str(value).startswith("${"), name


def programs(command: list[str]) -> list[str]:
    """The programs a command starts, those of a `bash -c` line included."""
    if command[0] == "bash":
        return [part.split()[0] for part in " ".join(command[2:]).split("&&")]
    return [command[0]]


def test_every_program_is_in_the_image(services):
    named = [service["command"] for service in services.values() if "command" in service]
    checks = [
        service["healthcheck"]["test"][1:]
        for service in services.values()
        if "build" in service and "healthcheck" in service
    ]
    for command in [*named, *checks]:
        for program in programs(command):
            assert (Path(sysconfig.get_path("scripts")) / program).exists(), command


def test_the_api_names_a_factory_that_exists(services):
    module, _, factory = services["api"]["command"][1].partition(":")
    assert callable(getattr(import_module(module), factory))


def test_airflows_options_are_spelled_as_airflow_spells_them(services, dockerfile):
    """A misspelt option is silently ignored by Airflow, so it is looked up in the list Airflow ships."""
    known = YAML(typ="safe", pure=True).load(PACKAGES / "airflow" / "config_templates" / "config.yml")
    named = {name for service in services.values() for name in service["environment"]}
    named |= {word.split("=")[0] for words in dockerfile if words[0] == "ENV" for word in words}
    named |= set(
        re.findall(r"AIRFLOW__[A-Z_]+", (PROJECT / "include/roundtrip/local_airflow/environment.py").read_text())
    )
    for name in named:
        if match := re.fullmatch(r"AIRFLOW__([A-Z_]+?)__([A-Z_]+?)", name):
            section, option = match[1].lower(), match[2].lower()
            assert option in known[section]["options"], name


def test_our_own_variables_are_read_by_somebody(services):
    source = "\n".join(path.read_text() for path in (PROJECT / "include" / "roundtrip").rglob("*.py"))
    accounts = {declared.account_variable(provider.account) for provider in declared.providers().values()}
    ours = {name for service in services.values() for name in service["environment"] if name.startswith("ROUNDTRIP_")}
    for name in ours - accounts:
        assert f'"{name}"' in source or f'secret("{name.removeprefix("ROUNDTRIP_").lower()}")' in source, name


def test_the_image_holds_what_exists_and_no_demo(dockerfile):
    sources = [word for words in dockerfile if words[0] == "COPY" for word in words[1:-1] if not word.startswith("--")]
    assert sources
    for source in sources:
        assert (PROJECT / source).exists(), source
        assert not (PROJECT / "include" / "demo").is_relative_to(PROJECT / source), source


def test_the_image_holds_everything_people_edit(dockerfile):
    copied = {word.removesuffix("/") for words in dockerfile if words[0] == "COPY" for word in words}
    edited = {path.name for path in (PROJECT / "include").iterdir() if path.name != "demo" and path.name[0] not in "._"}
    assert {f"include/{name}" for name in edited} <= copied


def test_the_build_context_holds_every_copied_file(dockerfile):
    let_in = {line[1:] for line in (PROJECT / ".dockerignore").read_text().split() if line.startswith("!")}
    copied = {
        word.removesuffix("/") for words in dockerfile if words[0] == "COPY" for word in words[1:-1] if word[0] != "-"
    }
    assert copied == let_in


def test_the_image_runs_a_pinned_python_as_nobody_special(dockerfile):
    assert next(words[1] for words in dockerfile if words[0] == "FROM").startswith("python:3.11-")
    assert [words[1] for words in dockerfile if words[0] == "USER"][-1] != "root"
