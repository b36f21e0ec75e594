"""Memory that is free goes back to the system.

Invariant: nothing that is in use is touched; where the C library cannot do it, nothing happens.
"""

from __future__ import annotations

import ctypes
import sys


def hand_back() -> None:
    """Hand free memory back (glibc): it lies scattered between what is kept, and the process would grow by it."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
