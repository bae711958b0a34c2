"""Processes that end with the one that started them, however it ended."""

import os
import signal
import threading
import time

LOOK_EVERY_S = 1


def end_with(parent: int) -> None:
    """Stop this process when ``parent`` is no longer its parent.

    The number comes from the parent: one that was killed before we asked for our parent would
    otherwise never be missed.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="end-with-parent").start()
