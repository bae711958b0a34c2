"""What the server started does not outlive it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

CHILD = """
import os, sys, time
from redvest.core.parents import end_with
end_with(int(sys.argv[1]))
print(os.getpid(), flush=True)
time.sleep(60)
"""
PARENT = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid())])
time.sleep(60)
"""


def test_a_child_ends_when_its_parent_was_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert parent.stdout is not None
    int(parent.stdout.readline())
    time.sleep(1.5)
    assert parent.poll() is None
    parent.send_signal(signal.SIGKILL)
    # The child holds the other end of this pipe: it closes when the child has gone.
    began = time.monotonic()
    assert parent.stdout.read() == ""
    assert time.monotonic() - began < 10
    parent.stdout.close()
    parent.wait()


def test_a_child_ends_when_its_parent_was_gone_before_it_looked() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    done = subprocess.run([sys.executable, "-c", CHILD, str(gone.pid)], cwd=ROOT, timeout=30)
    assert done.returncode == -signal.SIGTERM


def test_the_server_says_whose_workers_they_are() -> None:
    code = (
        "import os, signal, time; os.environ['REDVEST_SERVER'] = '1';"
        "os.environ['REDVEST_NO_DATABASE'] = '1'; import redvest.wsgi; time.sleep(60)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ), timeout=60)
    assert done.returncode == -signal.SIGTERM
