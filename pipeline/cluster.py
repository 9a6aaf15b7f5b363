"""Workers of a Dask cluster that is there already, through the same interface as processes of this machine.

The inbox lies on storage that all of them see under the same path. What a worker was at when it died the cluster gives
to another one; what it gives up, and all that is left when the cluster itself is gone, is read here.
"""

import logging
import warnings
from concurrent.futures import CancelledError, Executor
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.kept import state_of
from pipeline.model.errors import UsageError
from pipeline.read_many import Hands
from pipeline.wording import inert, listing

_PATIENCE = 10  # seconds to wait for the scheduler, and for a first worker
_MOST_NAMED = 3


def cluster(address: str, root: Path, state: bytes) -> Hands:
    """The workers of a scheduler; UsageError where it or they cannot be had, or are not what this program is.

    state: of this program and the workspace, which theirs have to be.
    """
    client = _client(address)
    try:
        number = _checked(client, address, root, state)
    except UsageError:
        client.close()
        raise
    killed = import_module("distributed.scheduler").KilledWorker

    def dismiss(executor: Executor) -> None:
        executor.shutdown(wait=False)
        client.close()

    return Hands(
        number, lambda _: client.get_executor(pure=False), dismiss, (killed, CancelledError)
    )


def _client(address: str) -> Any:
    """A connection, without the library's own messages: what is wrong is told here, in Chinese."""
    try:
        distributed = import_module("distributed")  # an extra, and most of it has no types
    except ModuleNotFoundError:
        raise UsageError(
            "没有安装集群组件，请先运行 make cluster，或者不写 --scheduler。"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    logging.getLogger("tornado").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # packages of other versions: those that count are compared
            return distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise UsageError(
            f"连不上集群“{inert(address)}”：请检查地址（如 tcp://10.0.0.5:8786）和调度器是否在运行，"
            "或者不写 --scheduler。"
        ) from None


def _checked(client: Any, address: str, root: Path, state: bytes) -> int:
    """How many tasks its workers do at once; UsageError where there is none, or one is another program."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise UsageError(
            f"集群“{inert(address)}”里没有工作进程：请先启动，或者不写 --scheduler。"
        ) from None
    states = client.run(state_on, str(root), on_error="return")
    others = sorted(worker for worker, found in states.items() if found != state)
    if others:
        named = listing(others[:_MOST_NAMED]) + (
            f"等{len(others)}个" if len(others) > _MOST_NAMED else ""
        )
        raise UsageError(
            f"集群的工作进程{named}和本机不一致：程序、Python或组件的版本不同，"
            f"或者看不到同一个工作文件夹（{inert(str(root), 120)}）。请装成一样的版本，放在共享存储上。"
        )
    return sum(map(int, client.nthreads().values()))


def state_on(root: str) -> bytes:
    """What a worker has to say of itself and of the workspace."""
    return state_of(Path(root))
