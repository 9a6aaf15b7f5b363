"""What the office sees after a round of chasing: who owes what, where the texts lie, and what to do next."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.chase.round import Chased, Round
from pipeline.chase.unit_texts import contact
from pipeline.chase.wall_list import TEXTS, counts, list_unit
from pipeline.chasing import Chasing
from pipeline.milestones.checklist import FILE as CHECKLIST
from pipeline.model.ledger_plan import OPEN
from pipeline.model.liaison import is_odd_phone
from pipeline.screens.verdict import aside_lines
from pipeline.words.console import say
from pipeline.words.plain_text import sample_lines
from pipeline.words.terminal import aligned
from pipeline.words.unit_names import few_names
from pipeline.words.wording import NOTHING, chinese_date, listing

_HEADS = ("情况", "截止日", "天数", "联络员")


def show_round(done: Chasing, root: Path) -> None:
    """A short table of those who are chased, then the verdict."""
    chased = done.round
    heads = ("单位", chased.declared.roster.sheet_head, *_HEADS)
    table = [heads, *(row for one in chased.chased for row in _rows(one, chased))]
    most = chased.declared.bulletin.limits.rows
    if chased.chased:
        say("")
        for line in aligned(table[: most + 1]):
            say(line)
    if (more := len(table) - 1 - most) > 0:
        say(f"还有{more}行，见{TEXTS}。")
    say("")
    for line in _verdict(done, root):
        say(line)


def _rows(one: Chased, chased: Round) -> Iterator[tuple[str, ...]]:
    """A unit's rows, with whom to call."""
    whom = "本办公室" if one.unit.is_office else contact(one)
    for row in list_unit(one, chased).rows:
        yield one.unit.name, row.sectors, row.state, row.due, row.days, whom
    plan, ledger, overdue = chased.declared.hazards, chased.declared.ledger, one.hazards.overdue
    if plan and ledger and overdue:
        state = f"逾期{plan.states[OPEN]}{len(overdue)}个"
        yield one.unit.name, ledger.sheet, state, NOTHING, f"最长{one.hazards.longest}天", whom


def _verdict(done: Chasing, root: Path) -> Iterator[str]:
    yield from _counted(done.round)
    yield from _not_counted(done)
    yield from done.noted.remarks
    yield from _own_files(done)
    yield from aside_lines(done.aside)
    more = f"、{CHECKLIST}" if done.noted.file else ""
    yield (
        f"结果在：{done.folder}/（催报文字.txt、催报一览.html、考核参考.html、考核参考.xlsx{more}）"
    )
    yield _next_step(done, root)


def _counted(chased: Round) -> Iterator[str]:
    """The day, the month, and how many owe something."""
    yield from sample_lines(chased.sample)
    due = chinese_date(chased.declared.campaign.due(chased.month))
    yield (
        f"催报日{chinese_date(chased.on)}：{chased.month.chinese}报表（{due}截止），"
        f"要催{len(chased.chased)}个单位{_told(chased)}，已报齐、不催的{len(chased.done)}个单位。"
    )
    plan = chased.declared.hazards
    overdue = sum(len(c.hazards.overdue) for c in chased.chased)
    if plan and overdue:
        yield f"台账中逾期{plan.states[OPEN]}的{overdue}个，已写进各单位的催报文字。"


def _not_counted(done: Chasing) -> Iterator[str]:
    """What came too late, could not be read, or cannot be known."""
    if done.later:
        yield f"有{done.later}本报表是催报日以后收到的，没有计入。"
    check = done.round.declared.commands.call("check")
    if unread := done.round.unread:
        yield f"有{unread}个文件没有读进来，可能是要催的单位报的，原因见 {check}。"
    for month in sorted({d.month for d in done.damaged}):
        yield (
            f"{month.chinese}的印发存档不完整，考核参考里该月的“通报后更正”可能不全，原因见 {check}。"
        )


def _own_files(done: Chasing) -> Iterator[str]:
    """What the office's own two lists lack."""
    chased, plan = done.round, done.round.declared.milestones
    if plan and not (done.noted.file or done.noted.remarks):
        yield (
            f"还没有{plan.book.file}，节点任务没有催：运行 pipeline milestones 生成一本，填好放进inbox。"
        )
    if silent := [u.unit.name for u in chased.units if u.is_silent]:
        names = listing(few_names(silent, chased.declared, TEXTS))
        yield f"没有联络员电话的单位：{names}，请写进inbox/联络员.csv。"
    if odd := [u.unit.name for u in chased.units if u.liaison and is_odd_phone(u.liaison.phone)]:
        yield f"电话位数不像号码的单位：{listing(few_names(odd, chased.declared, TEXTS))}，请核对。"


def _told(chased: Round) -> str:
    """How their sheets stand: a unit may have several."""
    said = counts(chased)
    others = sum(not c.now.open for c in chased.chased)
    of_others = "催的是往期报表、台账或节点任务"
    if not said:
        return f"（{of_others}）" if others else ""
    more = f"；另{others}个单位{of_others}" if others else ""
    return f"（按{chased.declared.roster.sheet_head}计：{said}{more}）"


def _next_step(done: Chasing, root: Path) -> str:
    """What to do; also where a copy that a text promises is not written yet, or never will be."""
    chased, commands = done.round, done.round.declared.commands
    if not chased.chased:
        return "下一步：各单位均已报齐，没有要催的。"
    months = {
        s.month
        for c in chased.chased
        for s in (*c.arrears, c.now)
        for r in s.to_mend()
        if r.copy and not (root / r.copy).is_file()
    }
    if months and done.later:
        day = done.newest if chased.sample else None  # nobody is chased for a sample today
        again = commands.call("chase", month=chased.month, on=day)
        return f"下一步：催报日以后又收到了报表，有的退回件已不用发。要发催报文字，请再催一次（{again}）。"
    if months:
        made = listing(commands.publish(m.kind, m) for m in sorted(months))
        return f"下一步：先运行 {made} 生成退回件，再把催报文字分别发给各单位。"
    sent_back = any(r.copy for c in chased.chased for s in (*c.arrears, c.now) for r in s.to_mend())
    copies = "，退回件随附" if sent_back else ""
    return f"下一步：把催报文字分别发给各单位{copies}；催报一览打印张贴。"
