"""The build lock: one holder, known by name, and gone with its process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import IndexBusy
from index.lock import building

_HOLD = """
import sys, time
from pathlib import Path
from index.lock import building
with building(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_builder_is_told_who_builds_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, tmp_path], stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(IndexBusy) as told, building(tmp_path):
            pass
        assert f"process {holder.pid} on {os.uname().nodename} since 2" in str(told.value)
        assert "Next: " in str(told.value)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with building(tmp_path):
        pass


def test_the_lock_can_be_taken_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), building(tmp_path):
        raise ZeroDivisionError
    with building(tmp_path), pytest.raises(IndexBusy), building(tmp_path):
        pass
