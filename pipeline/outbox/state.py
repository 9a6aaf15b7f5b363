"""Whether what lies in the outbox is what would be published now: an issue must not say what nobody has seen."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.files.long_output import Output, pieces_of, sha256_of
from pipeline.model.errors import UsageError
from pipeline.outbox.last_run import MANIFEST
from pipeline.outbox.publishing import last_outputs
from pipeline.words.few import some_of
from pipeline.words.wording import inert_path

_FIGURES = ("figures.csv", "totals.csv")


def outbox_remarks(
    root: Path, period: str, outputs: Mapping[str, Output], papers: Sequence[Mapping[str, bytes]]
) -> list[str]:
    """What is to be said of the month as it was last published; UsageError where figures or bulletin were others.

    papers: the bulletin's pages by name, in each of the ways in which a publication may have written them: with the
    number and date of an issue before, or without.
    """
    ours, edited = last_outputs(root, period)
    if not ours.keys() >= set(_FIGURES):
        return [
            f"请注意：outbox/{period}还没有发布过（或发布记录读不出来），"
            "印发件按现在的收件夹编写，请先核对再发出。"
        ]
    _refuse_unseen(ours, period, outputs, papers)
    remarks = []
    if edited:
        shown = some_of([inert_path(name, 80) for name in edited[:5]], len(edited), "个")
        remarks.append(
            f"请注意：outbox/{period}里手改过、新放或缺少的文件：{shown}。"
            "存档的是程序生成的；改定的稿子请用--file存入。"
        )
    if _files(b"".join(pieces_of(outputs[MANIFEST]))) != _files(_published(root, period)):
        remarks.append("收件夹在上次发布之后有变化，数和月通报都没有变；印发件按现在的收件夹编写。")
    return remarks


def _refuse_unseen(
    ours: Mapping[str, str],
    period: str,
    outputs: Mapping[str, Output],
    papers: Sequence[Mapping[str, bytes]],
) -> None:
    fresh = {name: sha256_of(outputs[name]) for name in _FIGURES}
    if any(ours[name] != fresh[name] for name in _FIGURES):
        raise _unseen("按现在的收件夹算出的数与上次发布的不同", period)
    if not any(
        ours.get(name) == sha256_of(page) for paper in papers for name, page in paper.items()
    ):
        changed = "报送情况、以前各月的数、更正情况或补充材料变了"
        raise _unseen(f"数没有变，但月通报的文字与上次发布的不同（{changed}）", period)


def _unseen(what: str, period: str) -> UsageError:
    return UsageError(
        f"{what}，没有印发。请先运行 pipeline monthly --month {period}，核对后再印发。"
    )


def _published(root: Path, period: str) -> bytes:
    return (root / "outbox" / period / MANIFEST).read_bytes()


def _files(manifest: bytes) -> object:
    """What a manifest says of the inbox."""
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        return json.loads(manifest)["files"]
    return None
