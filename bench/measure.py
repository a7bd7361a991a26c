"""Running engines in turn and measuring them: median seconds, CPU seconds and peak memory, answers compared."""

from __future__ import annotations

import gc
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

PAGE = 4096
Answer = object


@dataclass(slots=True)
class Measured:
    """One engine's runs of one job: seconds, CPU seconds of all threads, peak memory in MB, and whether it agrees.

    On a busy machine the CPU seconds are the steadier figure.
    """

    job: str
    engine: str
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: float = 0
    agrees: bool | None = None

    @property
    def median(self) -> float:
        """Median seconds."""
        return statistics.median(self.seconds)


@dataclass(frozen=True, slots=True)
class Job:
    """The same question put to several engines; the first engine's answer is what the others' are compared with."""

    name: str
    engines: dict[str, Callable[[], Answer]]
    repeat: int = 3


class Memory:
    """The highest resident memory of this process while it runs, sampled every 10 ms."""

    def __enter__(self) -> Memory:
        self.peak, self._stop = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, resident())
            if self._stop.wait(0.01):
                return


def resident() -> float:
    """Resident memory of this process in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def run(jobs: Iterable[Job], say: Callable[[str], None]) -> list[Measured]:
    """Run every job's engines in turn, round after round, so that a busy moment of the machine hits them all."""
    found: list[Measured] = []
    for job in jobs:
        rows = {name: Measured(job.name, name) for name in job.engines}
        right: Answer = None
        for turn in range(job.repeat):
            for name, engine in job.engines.items():
                answer = _once(rows[name], engine)
                right = answer if right is None else right
                rows[name].agrees = rows[name].agrees is not False and answer == right
            say(f"{job.name}: round {turn + 1} of {job.repeat}")
        found += rows.values()
    return found


def _once(row: Measured, engine: Callable[[], Answer]) -> Answer:
    gc.collect()
    with Memory() as memory:
        start, cpu = time.perf_counter(), time.process_time()
        answer = engine()
        row.seconds.append(time.perf_counter() - start)
        row.cpu.append(time.process_time() - cpu)
    row.peak = max(row.peak, memory.peak)
    return answer
