"""What every benchmark prints beside its figures: the machine, and an interval for a share.

Invariant: no figure is printed without ``machine()``; a share of a small set comes with ``wilson()``.
"""

from __future__ import annotations

import math
import os
import platform
from pathlib import Path


def machine() -> str:
    """The processor, cores, memory and Python of this machine, in one line."""
    model = platform.processor() or platform.machine()
    memory = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        facts = [line.partition(":") for line in cpuinfo.read_text().splitlines()]
        model = next((value.strip() for name, _, value in facts if name.strip() == "model name"), model)
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    return f"{model}, {os.cpu_count()} cores{memory}, {platform.system()}, Python {platform.python_version()}"


def wilson(successes: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927), by default at 95%; (0, 1) of nothing."""
    if total == 0:
        return (0.0, 1.0)
    share = successes / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return ((centre - spread) / scale, (centre + spread) / scale)
