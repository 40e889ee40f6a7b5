"""What the figures were measured on, in one line."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.figures import milliseconds


def machine() -> str:
    """Return processor, cores, system, Python, how long its disk takes to keep a write, and how busy it was."""
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}; a write is on disk after {milliseconds(_kept_after())}; "
        f"load before the run {busy}"
    )


def _kept_after() -> float:
    """Return the seconds that a redis which keeps every write waits for the disk each time."""
    took = []
    with tempfile.NamedTemporaryFile(prefix="talkbot-") as file:
        for _ in range(50):
            file.write(b"x" * 200)
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begun)
    return median(took)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
