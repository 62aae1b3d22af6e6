"""Knows how a process of ours ends with the exit code that it earned."""

import gc
import logging
import os
import sys
from typing import NoReturn


def end_process(code: int) -> NoReturn:
    """End now, without the interpreter's own ending.

    A process that ends right after it used a Temporal client dies in one run of six while Python 3.11 takes
    itself apart (temporalio/sdk-python#300): its work is done, only its exit code is lost."""
    gc.collect()
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            code = code or 1
    os._exit(code)
