"""Runs the real DAGs one after the other in this process (`dag.test()`), and tells the terminal how far they are."""

from __future__ import annotations

import importlib.util
import signal
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from airflow.listeners import hookimpl
from airflow.models import DagRun
from airflow.sdk import DagRunState
from airflow.sdk.listener import get_listener_manager
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from sqlalchemy import update

from demo.night import counted
from demo.night.terminal import Terminal
from roundtrip import settings


class NightFailedError(RuntimeError):
    """A task of a DAG failed; carries the task's name and its error."""

    def __init__(self, task: str, error: str) -> None:
        super().__init__(f"{task}: {error}")
        self.task = task
        self.error = error


@dataclass
class _Group:
    """What the tasks of a task group took and counted so far."""

    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)


class _StopError(BaseException):
    """Leaves `dag.test()` at once: it goes on with the other tasks after any mere Exception, Ctrl-C in a task included."""


class _Progress:
    """Listens to Airflow's task events: a line for each task group, as soon as one that depends on it begins."""

    def __init__(self, terminal: Terminal, groups: Mapping[str, Any]) -> None:
        self._terminal = terminal
        self._groups = groups
        self._open: dict[str, _Group] = {}
        self._began = 0.0
        self._before = 0
        self.is_interrupted = False

    def interrupt(self, *_: object) -> None:
        """Ctrl-C. Libraries swallow the exception here and there; then the next task's start remembers it."""
        self.is_interrupted = True
        raise KeyboardInterrupt

    @hookimpl
    def on_task_instance_running(self, task_instance: Any) -> None:
        if self.is_interrupted:
            raise _StopError from KeyboardInterrupt()
        self._began, self._before = time.monotonic(), counted.newest_run()
        group, _, task = task_instance.task_id.rpartition(".")
        if group:
            self._close(above=group)
            self._open.setdefault(group, _Group())
            number = list(self._groups).index(group) + 1
            self._terminal.doing(group, f"{number}/{len(self._groups)}  {task}{_index(task_instance)}")

    @hookimpl
    def on_task_instance_success(self, task_instance: Any) -> None:
        if group := self._open.get(task_instance.task_id.rpartition(".")[0]):
            group.seconds += time.monotonic() - self._began
            group.counts += counted.since(self._before)

    @hookimpl
    def on_task_instance_failed(self, task_instance: Any, error: str | BaseException | None) -> None:
        if self.is_interrupted:
            raise _StopError from KeyboardInterrupt()
        text = str(error) if isinstance(error, str) or error is None else f"{type(error).__name__}: {error}"
        raise _StopError from NightFailedError(task_instance.task_id + _index(task_instance), text)

    def close(self) -> None:
        """All that is open is done."""
        self._close(above=None)

    def _close(self, above: str | None) -> None:
        for name in list(self._open):
            if above is None or above in self._groups[name].downstream_group_ids:
                done = self._open.pop(name)
                self._terminal.done(name, done.seconds, counted.in_words(done.counts))


def _index(task_instance: Any) -> str:
    return f"[{task_instance.map_index}]" if (task_instance.map_index or -1) >= 0 else ""


class DagRuns:
    """The DAGs of dags/, ready to run; makes Airflow's metadata tables where they are missing."""

    def __init__(self, terminal: Terminal) -> None:
        initdb()
        self._terminal = terminal
        self._dags: dict[str, Any] = {}

    def run(self, name: str, at: datetime, conf: dict[str, str]) -> None:
        """Run a DAG to its end for a logical date; raises NightFailedError with the first task's own error."""
        dag = self._dag(name)
        progress = _Progress(self._terminal, dag.task_group_dict)
        listeners = get_listener_manager()
        listeners.add_listener(progress)
        previous = signal.signal(signal.SIGINT, progress.interrupt)
        try:
            finished = dag.test(logical_date=at, run_conf=conf)
        except (_StopError, KeyboardInterrupt) as stop:
            _close_run(name, at)
            raise stop.__cause__ or stop from None
        finally:
            signal.signal(signal.SIGINT, previous)
            listeners.pm.unregister(progress)
        if progress.is_interrupted:
            raise KeyboardInterrupt
        progress.close()
        if finished.state != DagRunState.SUCCESS:
            raise NightFailedError(name, f"ended as {finished.state}")

    def _dag(self, name: str) -> Any:
        if name not in self._dags:
            dag = _module(settings.PROJECT / "dags" / f"{name}.py").dag
            for task in dag.tasks:
                task.retries = 0  # a person waits at the terminal: the first error is shown at once
            self._dags[name] = dag
        return self._dags[name]


def _close_run(dag: str, at: datetime) -> None:
    """A run that was left stays `running` in the metadata, and a scheduler that is started later would go on with it."""
    with create_session() as session:
        left = update(DagRun).where(DagRun.dag_id == dag, DagRun.logical_date == at).values(state=DagRunState.FAILED)
        session.execute(left)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
