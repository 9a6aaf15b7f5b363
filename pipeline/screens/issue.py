"""What the office sees after an issue: what was frozen, how the final draft differs, what to do next."""

from collections.abc import Iterator, Sequence

from pipeline.bulletin.problems import find_problems
from pipeline.issues.stamping import DRAFT
from pipeline.issuing import Issued
from pipeline.words.console import say
from pipeline.words.few import some_of
from pipeline.words.wording import chinese_date, inert_path, short_date

_MOST_DIFFERENCES = 60


def show_issued(issued: Issued) -> None:
    """The verdict of `pipeline issue`."""
    for line in _lines(issued):
        say(line)


def _lines(issued: Issued) -> Iterator[str]:
    yield ""
    yield from _frozen(issued)
    warned = [*_past(issued), *issued.remarks]
    yield from warned
    if issued.left_out:
        named = [inert_path(p, 80) for p in issued.left_out[:5]]
        shown = some_of(named, len(issued.left_out), "个")
        yield f"读不了或过大、没有存进去的文件：{shown}。"
    if restated := issued.release.restated:
        yield f"印发件列有更正情况：{sum(bool(r.sheet) for r in restated)}个数。"
    if issued.issue.draft:
        yield from _draft(issued)
    annex = issued.release.declared.campaign.document["annex"]
    paper = DRAFT if issued.issue.draft else "月通报"
    first = "先处理好上面“请注意”“请核对”的事项，再" if _in_doubt(issued, warned) else ""
    yield f"下一步：{first}发出{issued.folder}/里的{paper}和{annex}，并把这个文件夹备份好，不要改动。"


def _frozen(issued: Issued) -> Iterator[str]:
    """What was issued, under which number and date, and where it is kept."""
    release, stamp = issued.release, issued.issue.stamp
    if release.sample:
        yield (
            f"【{release.sample_note}】"
            "样例只供试用这个命令：存档和印发件上都印有这句话，不与真实的数比较。"
        )
    yield f"{release.period.chinese}第{stamp.n}次印发，已存档：{issued.folder}/（共{len(issued.issue.files)}个文件）"
    number = f"文号〔{stamp.year}〕{stamp.number}号" if stamp.number else "文号留空"
    day = f"日期{chinese_date(stamp.day)}" if stamp.day else "日期留空"
    later = f"要补写的，加--number、--date再运行一次，记作第{stamp.n + 1}次印发。"
    yield f"{number}，{day}。{'' if stamp.number and stamp.day else later}"


def _in_doubt(issued: Issued, warned: Sequence[str]) -> bool:
    """Whether something was told above that has to be settled before the paper goes out."""
    return bool(issued.differences) or any(line.startswith("请注意") for line in warned)


def _past(issued: Issued) -> Iterator[str]:
    """A bulletin that is issued late may ask for something by a day that has gone by."""
    release, day = issued.release, issued.issue.stamp.day
    asked = release.declared.campaign.resubmit_by(release.period)
    if day and day > asked and find_problems(release):
        yield (
            f"请注意：通报第三部分有要求各单位{short_date(asked)}前办的事，印发日期{short_date(day)}已过这一天。"
            "请在Word定稿里改期限，再加--file存档。"
        )


def _draft(issued: Issued) -> Iterator[str]:
    found = issued.differences
    if not found:
        yield f"定稿已存为{DRAFT}，其中的数与系统的全部一致。"
        return
    yield f"定稿已存为{DRAFT}，其中有{len(found)}处数与系统的不一致（已记入issue.json）："
    yield from (f"  {d.line}" for d in found[:_MOST_DIFFERENCES])
    if len(found) > _MOST_DIFFERENCES:
        yield f"  还有{len(found) - _MOST_DIFFERENCES}处，见issue.json。"
    yield "请核对：改动有依据的，应由单位报更正报表；是笔误的，请改正定稿后再运行一次。"
