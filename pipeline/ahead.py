"""Receiving while pandas is being imported: in a process of its own, since both keep a processor busy.

Reading needs no pandas, and importing pandas takes longer than reading a month. What the other process cannot do is
done again here, so that every fault is met, and told, in one place.
"""

import os
import pickle
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from pipeline.receiving import Progress, Received, receive

Receive = Callable[[], Received]


def receive_ahead(root: Path, say: Progress) -> Receive:
    """What `receive` gives, begun now where that saves time; PipelineError, as there, when it is asked for."""
    in_turn = partial(receive, root, say)
    if not _saves_time():
        return in_turn
    source, sink = os.pipe()
    process = os.fork()
    if not process:
        os.close(source)
        _send(in_turn, sink)
    os.close(sink)
    return partial(_take, process, source, in_turn)


def _saves_time() -> bool:
    """Whether processes can be split, pandas is still to be imported, and there is a processor to spare."""
    return hasattr(os, "fork") and "pandas" not in sys.modules and (os.cpu_count() or 1) > 1


def _send(in_turn: Receive, sink: int) -> NoReturn:
    """In the other process: never back into the program, whatever happens."""
    status = 1
    try:
        data = pickle.dumps(in_turn(), pickle.HIGHEST_PROTOCOL)
        with open(sink, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)


def _take(process: int, source: int, in_turn: Receive) -> Received:
    with open(source, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(process, 0)
    if status:
        return in_turn()
    received: Received = pickle.loads(data)
    return received
