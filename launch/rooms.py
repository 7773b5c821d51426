"""What Signpost is made of: its environments, the steps that build it and the programs that run.

The other rooms are known here by the commands that start them, and nowhere else in the launcher.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from launch.addresses import DEFAULT_TRACKER_DATABASE, told
from launch.environments import Environment
from launch.interpreters import application_python, engine_python
from launch.layout import Layout
from launch.needs import withheld
from launch.ports import LOOPBACK
from launch.served_model import ServedModel
from launch.services import Service
from launch.steps import Step
from launch.uv import Uv

NLU_DATA = "nlu/data"
CONVERSATION_RESULTS = "var/test-results/conversations"

# Rasa prints pages of warnings about its own pins, reports home and takes every core unless told
# otherwise; one worker answers one message at a time, so one thread each is enough.
ENGINE_QUIET: Mapping[str, str] = {
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    # How long the lock of an engine that died keeps the others from its conversations, in seconds.
    "TICKET_LOCK_LIFETIME": "5",
}
# One thread of arithmetic each, and memory that is free goes back to the machine.
FRUGAL: Mapping[str, str] = {
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}

MODEL_INPUTS = (
    "config.yml",
    "domain.yml",
    "domain/**/*",
    "nlu/**/*",
    "knowledge/encoder/**/*",
    # Its places, its organisations, their names that are words too, and its ways of asking.
    "knowledge/content/**/*",
    "requirements/engine.txt",
)

RANKER_INPUTS = (
    "knowledge/search/**/*",
    "knowledge/encoder/**/*",
    "knowledge/words/**/*",
    "knowledge/content/**/*",
    "knowledge/gazetteer.py",
    "requirements/application.txt",
)


def environments(uv: Uv) -> dict[str, Environment]:
    """Returns the two environments by name."""
    return {
        "application": Environment("application", application_python),
        "engine": Environment("engine", lambda: engine_python(uv), by_hand()),
    }


def encoder(layout: Layout) -> Step:
    """Returns the step that builds the sentence encoder from its verified weights."""
    folder = encoder_folder()
    return Step(
        name="encoder",
        title="Building the sentence encoder",
        command=(str(layout.python("application")), "-m", "knowledge.encoder.build"),
        inputs=("knowledge/encoder/**/*", "requirements/application.txt"),
        outputs=tuple(
            f"{folder}/{name}" for name in ("built.json", "model.onnx", "tokenizer.json")
        ),
    )


def database(layout: Layout) -> Step:
    """Returns the step that brings the database up to date; the program knows what to do."""
    return Step(
        name="database",
        title="Filling the database",
        command=(str(layout.python("application")), "-m", "knowledge.load"),
    )


def ranker(layout: Layout) -> Step:
    """Returns the step that learns how the search weighs its reasons."""
    return Step(
        name="ranker",
        title="Training the search",
        command=(str(layout.python("application")), "-m", "knowledge.search.train"),
        inputs=(*RANKER_INPUTS, f"{encoder_folder()}/built.json"),
        outputs=(os.environ.get("RANKER_FILE") or "var/ranker.npz",),
        environment=FRUGAL,
    )


def crisis(layout: Layout) -> Step:
    """Returns the step that learns how words about danger sound when they are not outright."""
    return Step(
        name="crisis",
        title="Training the crisis check",
        command=(str(layout.python("application")), "-m", "bot.crisis.train", "--force"),
        inputs=(
            *("bot/crisis/**/*", "knowledge/encoder/**/*", "requirements/application.txt"),
            f"{encoder_folder()}/built.json",
        ),
        outputs=("var/crisis.npz",),
        environment=FRUGAL,
    )


def model(layout: Layout) -> Step:
    """Returns the step that trains the Rasa model."""
    return Step(
        name="model",
        title="Training the Rasa model",
        command=(
            *(str(layout.python("engine")), "-m", "rasa", "train"),
            *("--config", "config.yml", "--domain", "domain.yml", "--data", NLU_DATA),
            *("--out", "var/training", "--fixed-model-name", "signpost", "--force"),
        ),
        inputs=(*MODEL_INPUTS, f"{encoder_folder()}/built.json"),
        outputs=("models/signpost.tar.gz",),
        moves={"var/training/signpost.tar.gz": "models/signpost.tar.gz"},
        # Everything is made anew, so that no part is left of what the stamp does not know.
        environment={**ENGINE_QUIET, "RASA_MAX_CACHE_SIZE": "0"},
    )


def encoder_folder() -> str:
    """Returns the folder of the sentence encoder, from the root."""
    return os.environ.get("ENCODER_FOLDER") or "var/encoder"


def engine(layout: Layout, port: int, addresses: Mapping[str, str]) -> Service:
    """Returns the Rasa engine, on the loopback and nowhere else."""
    served = ServedModel(layout)
    return Service(
        name="engine",
        title="The engine",
        command=(
            *(str(layout.python("engine")), "-m", "rasa", "run", "-i", LOOPBACK),
            *("--port", str(port), "--model", layout.shown(served.path)),
            *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        ),
        withheld=withheld("engine"),
        prepare=served.mend,
        environment={**ENGINE_QUIET, **FRUGAL, **addresses},
        host=LOOPBACK,
        port=port,
        ready_path="/webhooks/rest/",
        health_path="/",
    )


def actions(layout: Layout, port: int, addresses: Mapping[str, str]) -> Service:
    """Returns the action server, on the loopback and nowhere else."""
    return Service(
        name="actions",
        title="The action server",
        command=(str(layout.python("application")), "-m", "actions"),
        environment={**FRUGAL, **addresses, "SANIC_HOST": LOOPBACK},
        withheld=withheld("actions"),
        host=LOOPBACK,
        port=port,
        ready_path="/health",
        health_path="/health",
    )


def application(layout: Layout, host: str, port: int, addresses: Mapping[str, str]) -> Service:
    """Returns the application that faces the public."""
    return Service(
        name="application",
        title="The application",
        command=(str(layout.python("application")), "-m", "bot"),
        environment={**FRUGAL, **addresses, "HOST": host, "PORT": str(port)},
        withheld=withheld("application"),
        host=host,
        port=port,
        ready_path="/readyz",
        health_path="/healthz",
    )


def shell(
    layout: Layout, port: int, addresses: Mapping[str, str], arguments: Sequence[str]
) -> Service:
    """Returns `rasa shell`, which keeps to the loopback like the engine."""
    return Service(
        name="shell",
        title="The shell",
        command=(
            *(str(layout.python("engine")), "-m", "rasa", "shell"),
            *("--model", str(layout.model.relative_to(layout.root)), "-i", LOOPBACK),
            *("--port", str(port), "--endpoints", "endpoints.yml"),
            *("--credentials", "credentials.yml", *arguments),
        ),
        environment={**ENGINE_QUIET, **FRUGAL, **addresses},
        withheld=withheld("engine"),
        host=LOOPBACK,
        port=port,
        ready_path="/",
        health_path="/",
    )


def conversations(layout: Layout) -> list[str]:
    """Returns the command that plays the test conversations and files those that go wrong."""
    return [
        *(str(layout.python("engine")), "-m", "rasa", "test", "core", "--e2e"),
        *("--stories", "tests/conversations", "--no-plot"),
        *("--model", str(layout.model.relative_to(layout.root)), "--successes"),
        *("--endpoints", "endpoints.yml", "--out", CONVERSATION_RESULTS),
    ]


def checks(layout: Layout) -> list[tuple[str, list[str], Mapping[str, str] | None]]:
    """Returns every check: its title, its command and what to add to the environment."""
    tools = layout.python("application").parent
    scanning = (str(layout.python("application")), "-m", "tests.security.scanning")
    return [
        ("Format", [str(tools / "ruff"), "format", "--check", "."], None),
        ("Lint", [str(tools / "ruff"), "check", "."], None),
        ("Types", [str(tools / "mypy")], None),
        ("Import directions", [str(tools / "lint-imports"), "--no-cache"], None),
        ("Weak spots", [*scanning, "weak-spots"], None),
        ("Secrets", [*scanning, "secrets"], None),
        (
            "Rasa data",
            [
                *(str(layout.python("engine")), "-m", "rasa", "data", "validate"),
                *("--config", "config.yml", "--domain", "domain.yml", "--data", NLU_DATA),
            ],
            by_hand(),
        ),
    ]


def by_hand() -> dict[str, str]:
    """Returns what a Rasa command needs that is typed by hand, with the ports that Rasa uses."""
    return {**ENGINE_QUIET, **told(5005, 5055, DEFAULT_TRACKER_DATABASE)}


def evaluation(layout: Layout) -> list[str]:
    """Returns the command that plays the evaluation's questions through the public interface."""
    return [str(layout.python("application")), "-m", "tests.evaluation"]


def operations(layout: Layout, *options: str) -> list[str]:
    """Returns the command that backs up, restores, and switches channels off and on."""
    return [str(layout.python("application")), "-m", "bot.operations", *options]


def faults(layout: Layout, *options: str) -> list[str]:
    """Returns the command that breaks a running Signpost in every way and counts what is lost."""
    names = "python_files=scenario_*.py"
    python = str(layout.python("application"))
    return [python, "-m", "pytest", "tests/faults", "-o", names, *options]


def load(layout: Layout, *options: str) -> list[str]:
    """Returns the command that measures a Signpost under a crowd."""
    return [str(layout.python("application")), "-m", "tests.bench.load", *options]


def turns(layout: Layout, *options: str) -> list[str]:
    """Returns the command that measures whole turns, beside Rasa's own starter bot."""
    return [str(layout.python("application")), "-m", "tests.bench.turns", *options]


def benchmark(layout: Layout, *options: str) -> list[str]:
    """Returns the command that measures search, or with `--import` how fast a feed comes in."""
    return [str(layout.python("application")), "-m", "tests.bench", *options]
