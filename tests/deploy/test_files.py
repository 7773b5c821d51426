"""What cannot run in a test is read: containers, compose, Kubernetes, systemd, nginx.

The rules are those that a council's IT asks for: nobody is root, nothing can be written, no rights
are gained, memory has its limit, a dead part is noticed, and the engine is reached by few.
"""

from __future__ import annotations

import configparser
import re
import shutil
import string
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.settings import SETTINGS
from tests.databases import program

DEPLOY = Path(__file__).parents[2] / "deploy"
DOCKERFILES = sorted((DEPLOY / "containers").glob("*.Dockerfile"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ALL_FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
PARTS = {"application", "actions", "engine"}
RASAS_OWN = {"ACTION_ENDPOINT_URL", "TICKET_LOCK_LIFETIME"}
NAMES = {setting.name for setting in SETTINGS} | RASAS_OWN


def _objects() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted((DEPLOY / "kubernetes").glob("*.yml")):
        found += [one for one in yaml.safe_load_all(path.read_text("utf-8")) if one]
    return found


OBJECTS = _objects()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [one for one in OBJECTS if one["kind"] == kind]


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.name)
def test_no_file_names_a_registry_a_secret_or_this_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    for line in text.splitlines():
        image = re.match(r"\s*(?:image:|FROM)\s+(\S+)", line)
        if image:
            assert "/" not in image[1].replace("/environment", ""), line
    assert not re.search(r"PASSWORD[=:] *['\"]?[a-z0-9]{4,}", text)
    assert "latest" not in re.findall(r"image: \S+:(\w+)", text)


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_is_pinned_small_and_not_roots(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    for line in (line for line in lines if line.startswith("FROM")):
        assert re.match(r"FROM [a-z]+:[\w.-]*\d", line), line
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users
    assert int(users[-1]) >= 10000
    text = "\n".join(lines)
    assert "HEALTHCHECK" in text
    assert "--require-hashes" in text
    assert lines.index(f"USER {users[-1]}") > max(
        number for number, line in enumerate(lines) if line.startswith(("RUN", "COPY"))
    )
    assert not re.search(r"^ADD |sudo|chmod 777|curl .*\|", text, re.MULTILINE)
    for install in re.findall(r"apt-get install[^\n]*", text):
        assert "--no-install-recommends" in install
    if "apt-get update" in text:
        assert "rm -rf /var/lib/apt/lists/*" in text


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_copies_what_is_there_and_sent_to_the_build(path: Path) -> None:
    root = DEPLOY.parent
    allowed = [
        line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("COPY") or "--from" in line:
            continue
        for source in line.split()[1:-1]:
            assert any(source == one or source.startswith(f"{one}/") for one in allowed), source
            assert source.startswith(("var/", "models/")) or (root / source).exists(), source


def test_the_engine_has_the_names_of_places_that_it_looks_for() -> None:
    text = (DEPLOY / "containers" / "engine.Dockerfile").read_text("utf-8")
    assert "COPY knowledge/content knowledge/content" in text


@pytest.mark.parametrize("name", list(COMPOSE["services"]))
def test_a_service_of_compose_is_hardened(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"]) > 0
    assert service["mem_limit"]
    assert "privileged" not in service
    outside = [port for port in service.get("ports", []) if not port.startswith("127.0.0.1:")]
    assert outside == []
    assert "ports" not in service or name == "nginx"
    is_inside = service["networks"] == ["inside"]
    assert is_inside == (name not in {"nginx", "application"})
    variables = service.get("environment", {})
    if name in PARTS | {"migrate"}:
        assert set(variables) <= NAMES


def test_what_is_inside_has_no_way_out() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in PARTS:
        assert COMPOSE["services"][name]["deploy"]["replicas"] == 2


def _templates() -> list[dict[str, Any]]:
    return [one["spec"]["template"]["spec"] for one in of_kind("Deployment") + of_kind("Job")]


def test_every_object_is_one_that_kubernetes_knows() -> None:
    versions = {
        "ConfigMap": "v1", "Service": "v1", "Deployment": "apps/v1", "Job": "batch/v1",
        "NetworkPolicy": "networking.k8s.io/v1", "Ingress": "networking.k8s.io/v1",
        "PodDisruptionBudget": "policy/v1", "Kustomization": "kustomize.config.k8s.io/v1beta1",
    }  # fmt: skip
    for one in OBJECTS:
        assert one["apiVersion"] == versions[one["kind"]]
        if one["kind"] != "Kustomization":
            assert re.fullmatch(r"[a-z0-9-]+", one["metadata"]["name"])
    (listed,) = of_kind("Kustomization")
    there = {path.name for path in (DEPLOY / "kubernetes").glob("*.yml")}
    assert {*listed["resources"], "kustomization.yml"} == there
    assert {one["metadata"]["name"] for one in of_kind("Deployment")} == PARTS
    assert {one["metadata"]["name"] for one in of_kind("PodDisruptionBudget")} == PARTS
    assert len(of_kind("Job")) == 1


@pytest.mark.parametrize("spec", _templates(), ids=lambda spec: spec["containers"][0]["name"])
def test_a_pod_is_not_roots_and_can_write_nothing(spec: dict[str, Any]) -> None:
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] >= 10000
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert {variable["name"] for variable in container.get("env", [])} <= NAMES
    for volume in spec["volumes"]:
        assert volume["emptyDir"]["sizeLimit"]


@pytest.mark.parametrize("one", of_kind("Deployment"), ids=lambda one: one["metadata"]["name"])
def test_a_deployment_is_watched_and_updated_without_a_gap(one: dict[str, Any]) -> None:
    spec = one["spec"]
    assert spec["replicas"] == 2
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    labels = spec["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"] == labels
    for container in spec["template"]["spec"]["containers"]:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert container[probe]["httpGet"]["port"] == "http"
        assert container["lifecycle"]["preStop"]
    (service,) = [s for s in of_kind("Service") if s["metadata"]["name"] == one["metadata"]["name"]]
    assert service["spec"]["selector"] == labels


def test_the_settings_are_settings_of_ours() -> None:
    (settings,) = of_kind("ConfigMap")
    assert set(settings["data"]) <= NAMES
    assert of_kind("Secret") == []


def test_engine_and_action_server_are_reached_by_few() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in of_kind("NetworkPolicy")}
    everybody = policies["nobody"]
    assert everybody["podSelector"] == {"matchLabels": {"app.kubernetes.io/part-of": "signpost"}}
    assert "ingress" not in everybody
    assert _let_in(policies["to-engine"]) == {"application"}
    assert _let_in(policies["to-actions"]) == {"application", "engine"}
    for name in ("to-application", "to-figures"):
        for rule in policies[name]["ingress"]:
            assert all("namespaceSelector" in who for who in rule["from"])
    assert policies["stays-inside"]["policyTypes"] == ["Egress"]
    (way_in,) = of_kind("Ingress")
    backends = [
        p["backend"]["service"] for r in way_in["spec"]["rules"] for p in r["http"]["paths"]
    ]
    assert {backend["name"] for backend in backends} == {"application"}


def _let_in(policy: dict[str, Any]) -> set[str]:
    return {
        who["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for rule in policy["ingress"]
        for who in rule["from"]
    }


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_hardened(path: Path) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path)
    service = unit["Service"]
    assert service["User"] == "signpost"
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome",
                 "ProtectKernelModules", "RestrictSUIDSGID", "LockPersonality"):  # fmt: skip
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    if "application" not in path.name:
        assert service["IPAddressDeny"] == "any"
        assert service["IPAddressAllow"] == "localhost"
    if "backup" not in path.name:
        assert service["Restart"] == "always"
        assert service["MemoryMax"]


def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine: the units were read, not verified")
    for path in (DEPLOY / "systemd").iterdir():
        # The programs of a server are not here: the faults of the unit itself are looked for.
        text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", path.read_text("utf-8"))
        (tmp_path / path.name).write_text(text.replace("User=signpost", "User=daemon"))
    names = [path.name.replace("@", "@8001") for path in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    faults = [line for line in done.stderr.splitlines() if "signpost" in line]
    assert faults == []


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    template = (DEPLOY / "nginx" / "signpost.conf.template").read_text("utf-8")
    values = {
        "SIGNPOST_APPLICATIONS": "server 127.0.0.1:1;", "SIGNPOST_ENGINES": "server 127.0.0.1:2;",
        "SIGNPOST_ACTIONS": "server 127.0.0.1:3;", "SIGNPOST_LISTEN": "127.0.0.1:18080",
        "SIGNPOST_ENGINE_LISTEN": "127.0.0.1:15005", "SIGNPOST_ACTIONS_LISTEN": "127.0.0.1:15055",
    }  # fmt: skip
    # Every place is filled, and from compose too.
    places = set(re.findall(r"\$\{(\w+)\}", template))
    assert places == set(values) == set(COMPOSE["services"]["nginx"]["environment"])
    conf = tmp_path / "nginx.conf"
    filled = string.Template(template).safe_substitute(values)
    conf.write_text(f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{filled}\n}}\n")
    done = subprocess.run(
        [program("nginx", "nginx-light"), "-t", "-e", "stderr", "-c", str(conf)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
