"""Receiving while pandas is being imported: in a process of its own, since both keep a processor busy.

Reading needs no pandas, and importing pandas takes longer than reading a month. What the other process cannot do is
done again here, so that every fault is met, and told, in one place. That process writes nothing, holds no lock, and
ends with this one, however this one ends.
"""

import os
import pickle
import select
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import NoReturn

from pipeline.inbox.receipts import OwedRows
from pipeline.inbox.recording import is_as_seen, write_owed
from pipeline.pools.crew import Crew, processors
from pipeline.receiving.receive import (
    CREW,
    HERE,
    Progress,
    Receive,
    Received,
    begin,
    read_all,
    receive,
    take_in,
)


def receive_ahead(root: Path, say: Progress, crew: Crew = CREW) -> Receive:
    """What `receive` gives, begun now where that saves time; PipelineError, as there, when it is asked for."""
    team = crew.team(root)
    if team.in_groups:
        return begin(root, say, team)
    if crew.workers == 1 or not _saves_time():
        return partial(receive, root, say, crew)
    source, sink = os.pipe()
    process = os.fork()
    if not process:
        os.close(source)
        _send(root, say, sink)
    os.close(sink)
    return partial(_take, process, source, root, say)


def _saves_time() -> bool:
    """Whether processes can be split, pandas is still to be imported, and there is a processor to spare."""
    return hasattr(os, "fork") and "pandas" not in sys.modules and processors() > 1


def _send(root: Path, say: Progress, sink: int) -> NoReturn:
    """In the other process: never back into the program, whatever happens."""
    status = 1
    try:
        Thread(target=_end_with_reader, args=(sink,), daemon=True).start()
        taken = take_in(root)
        read = read_all(taken.inbox.arrivals, taken.declared, say)
        received = Received(taken.declared, taken.decisions, read)
        data = pickle.dumps((received, taken.inbox.owed), pickle.HIGHEST_PROTOCOL)
        with open(sink, "wb") as pipe:
            pipe.write(data)
        status = 0
    finally:
        os._exit(status)


def _end_with_reader(sink: int) -> NoReturn:
    """Wait for the moment when nobody is left who could read from the pipe: the run was killed."""
    pipe = select.poll()
    pipe.register(sink, 0)  # an error is told unasked
    pipe.poll()
    os._exit(1)


def _take(process: int, source: int, root: Path, say: Progress) -> Received:
    with open(source, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(process, 0)
    if status:
        return receive(root, say, HERE)
    received, owed = _loaded(data)
    if not is_as_seen(root, owed):
        return receive(root, say, HERE)
    return replace(received, read=write_owed(root, owed, received.read))


def _loaded(data: bytes) -> tuple[Received, OwedRows]:
    loaded: tuple[Received, OwedRows] = pickle.loads(data)
    return loaded
