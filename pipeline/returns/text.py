"""The short texts to paste into a chat or mail: to the sender of a returned file, and about files of nobody known."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from pipeline.model.states import FileState
from pipeline.returns.faults import told_shortly
from pipeline.returns.letter import Letter
from pipeline.returns.returned_copy import Returned
from pipeline.words.plain_text import sample_lines, text_file
from pipeline.words.wording import chinese_time, inert

_MOST = 8  # faults that are told; all of them stand in the workbook
_LONGEST = 160  # characters of each


def letter_text(letter: Letter, returned: Returned, name: str) -> bytes:
    """The message to the sender of a returned workbook; `name` is the file that goes with it."""
    counts = {
        s: sum(f.finding.severity == s for f in returned.faults) for s in ("error", "warning")
    }
    questions = f"、{counts['warning']}处请说明" if counts["warning"] else ""
    told = [f for f in returned.faults if f.finding.severity in counts]
    more = len(told) - _MOST
    return text_file(
        [
            *sample_lines(letter.sample),
            f"{letter.unit}：",
            f"你单位{letter.period.chinese}的报表（{letter.file}，{letter.received}收到）"
            f"有{counts['error']}处要改正{questions}，现退回：",
            *(f"{n}．{told_shortly(fault, _LONGEST)}" for n, fault in enumerate(told[:_MOST], 1)),
            *([f"其余{more}处见附件第一页“退回说明”。"] if more > 0 else []),
            f"附件是“{name}”{_fresh(returned)}",
            *returned.to_do,
            letter.office,
        ]
    )


def refused_text(files: Iterable[FileState], sample: str) -> bytes:
    """What to tell the senders of files that could not be taken in."""
    lines = sample_lines(sample)
    lines.append("以下文件没有能够接收，请转告报送人：")
    for number, file in enumerate(files, 1):
        came = f"（{chinese_time(file.received_at)}收到）" if file.received_at else ""
        lines.append(f"{number}．{inert(PurePosixPath(file.path).name, 120)}{came}")
        lines += [f"　　{finding.message}" for finding in file.findings]
    return text_file(lines)


def _fresh(returned: Returned) -> str:
    if not returned.fresh:
        return "，就是你单位的原件，错处已标出。"
    return (
        f"，是一本新表（{returned.fresh}），能读出的数已经填好；原件里如有图片、印章，没有带过来。"
    )
