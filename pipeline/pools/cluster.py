"""Workers of a Dask cluster that is there already, through the same interface as processes of this machine.

The inbox lies on storage that all of them see under the same path. What a worker was at when it died the cluster gives
to another one; what it gives up, and all that is left when nobody answers any more, is read here.
"""

import asyncio
import logging
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.model.commands import INSTALL_CLUSTER
from pipeline.model.errors import UsageError
from pipeline.pools.crew import processors
from pipeline.pools.kept import fingerprint_of
from pipeline.pools.processes import dismiss, processes
from pipeline.pools.read_many import FAILED, Hands
from pipeline.words.few import some_of
from pipeline.words.wording import inert

_PATIENCE = 10  # seconds to wait for the scheduler, and for a first worker
# Seconds without any answer after which nobody is taken to be at work: each answer costs a worker about one second.
_SILENCE = 60
_FAREWELL = 2  # seconds
_MOST_NAMED = 3
_LOUD = ("distributed", "tornado", "asyncio")
_SCHEMES = "tcp://", "tls://"
_NO_ANSWER = (
    *(OSError, ValueError, TypeError, RuntimeError),
    *(AssertionError, LookupError, ImportError),
)
_FOREIGN = ImportError, AttributeError, TypeError  # of workers that came later
# Made by the library of an answer whose worker dies just as it arrives. An error of the reading itself comes again
# where the files are read here, so none is hidden by this.
_LOST = ValueError


def cluster(address: str, root: Path, fingerprint: bytes) -> Hands:
    """The workers of a scheduler; UsageError where it or they cannot be had, or are not what this program is.

    fingerprint: what `fingerprint_of` says here; every worker has to say the same.
    """
    client = _client(address)
    try:
        number = _checked(client, address, root, fingerprint)
    except (UsageError, OSError) as e:
        _leave(client)
        raise (e if isinstance(e, UsageError) else _unreachable(address)) from None
    killed = import_module("distributed.scheduler").KilledWorker
    return Hands(
        number=number,
        engage=lambda _: client.get_executor(pure=False),
        dismiss=lambda _: _leave(client),
        failed=(*FAILED, *_FOREIGN, _LOST, killed),
        patience=_SILENCE,
        instead=Hands(processors(), processes, dismiss),
    )


def _leave(client: Any) -> None:
    """Whoever does not even take leave is gone."""
    with suppress(TimeoutError):
        client.close(timeout=_FAREWELL)


def _client(address: str) -> Any:
    """A connection, without the library's own messages."""
    try:
        distributed = import_module("distributed")  # an extra, and most of it has no types
    except ModuleNotFoundError:
        raise UsageError(
            f"没有安装集群组件，请先在本项目的文件夹里运行 {INSTALL_CLUSTER}，或者不写 --scheduler。"
        ) from None
    _hush()
    if "://" in address and not address.startswith(_SCHEMES):
        raise _unreachable(address)
    try:
        asyncio.run(_ask(distributed, address))
        with warnings.catch_warnings():
            # Packages of other versions: those that count are compared.
            warnings.simplefilter("ignore")
            return distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except _NO_ANSWER:
        raise _unreachable(address) from None


def _hush() -> None:
    """What is wrong is told here, in Chinese; each of the library's loggers has a level of its own."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _LOUD:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


async def _ask(distributed: Any, address: str) -> None:
    """LookupError where no scheduler is, TimeoutError where nobody answers: the client itself would wait for ever."""
    how = distributed.Security().get_connection_args("client")
    async with asyncio.timeout(_PATIENCE), distributed.rpc(address, connection_args=how) as there:
        if (await there.identity())["type"] != "Scheduler":
            raise LookupError(address)


def _unreachable(address: str) -> UsageError:
    return UsageError(
        f"连不上集群“{inert(address)}”：请检查地址（如 tcp://10.0.0.5:8786）和调度器是否在运行，"
        "或者不写 --scheduler。"
    )


def _checked(client: Any, address: str, root: Path, fingerprint: bytes) -> int:
    """How many tasks its workers do at once; UsageError where there is none, or one is another program."""
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=_PATIENCE)
    gone = import_module("distributed.comm").CommClosedError
    answers = _asked(client, address, root)
    answered = {worker: said for worker, said in answers.items() if not isinstance(said, gone)}
    if not answered:
        raise UsageError(f"集群“{inert(address)}”里没有工作进程：请先启动，或者不写 --scheduler。")
    others = sorted(worker for worker, found in answered.items() if found != fingerprint)
    if others:
        named = some_of(others[:_MOST_NAMED], len(others), "个")
        raise UsageError(
            f"集群的工作进程{named}和本机不一致：程序、Python或组件的版本不同，"
            f"或者看不到同一个工作文件夹（{inert(str(root), 120)}）。请装成一样的版本，放在共享存储上。"
        )
    return sum(map(int, client.nthreads().values()))


def _asked(client: Any, address: str, root: Path) -> dict[str, Any]:
    """By worker what it says of itself, or the error that it makes of the question."""
    try:
        answers: dict[str, Any] = client.run(
            fingerprint_on, str(root), on_error="return", callback_timeout=_SILENCE
        )
    except TimeoutError:
        raise UsageError(
            f"集群“{inert(address)}”的工作进程有的{_SILENCE}秒没有回答：请重新启动它们，或者不写 --scheduler。"
        ) from None
    return answers


def fingerprint_on(root: str) -> bytes:
    """The fingerprint of a worker's own program, and of the schemas as it sees them."""
    return fingerprint_of(Path(root))
