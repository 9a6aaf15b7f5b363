"""Which version counts, on random inboxes, against an oracle of a few lines."""

import itertools
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.changes import changes
from pipeline.checking.checks import check_sheets
from pipeline.model.received import Finding, SheetForm, Submission
from pipeline.model.states import FileState, PeriodState
from pipeline.receiving.withdrawing import set_aside
from pipeline.settling.deadlines import Deadlines
from pipeline.settling.filing import file_states, judge_all
from pipeline.settling.settle import Settled, settle
from tests.support.cells import arrival, read, typed
from tests.support.versions import file, filled, fire, july, received, samples, value, wrong
from tests.support.workspaces import JULY, declarations

DECLARED = declarations()
QUICK = settings(max_examples=25, deadline=None, derandomize=True)
POOL = ("rescue", "planning")
MOMENTS = [july(20), july(21), july(27), july(29), july(31)]


class Sent(NamedTuple):
    """A file of a unit with some sheets, told apart by 3-1; if broken, with an error."""

    unit: str
    sheets: tuple[str, ...]
    number: int
    broken: bool
    correction: bool


@cache
def variant(sent: Sent) -> Submission:
    """The file as read."""
    changes: dict[str, object] = {f"{s}_assist_visits": 5000 + sent.number for s in sent.sheets}
    changes |= {f"{s}_remarks": "更正" for s in sent.sheets if sent.correction}
    changes |= {f"{sent.sheets[0]}_self_found": 0} if sent.broken else {}
    return read(typed(filled(sent.unit, only=sent.sheets), changes), str(sent))


def _sheets(unit: str) -> list[tuple[str, ...]]:
    own = DECLARED.roster.units[unit].sectors
    return [own, own[:1], own[1:]] if len(own) > 1 else [own]


WHO = [(unit, sheets) for unit in POOL for sheets in _sheets(unit)]
VARIANTS = [
    Sent(*who, *rest)
    for who in WHO
    for rest in itertools.product(range(3), (False, True), (False, True))
]
INBOXES = st.lists(
    st.tuples(st.sampled_from(VARIANTS), st.sampled_from(MOMENTS)), min_size=1, max_size=7
)
Inbox = list[tuple[Sent, str]]


@cache
def faults() -> dict[tuple[str, str], list[Finding]]:
    """The findings of all variants, which no other file can change (see test_rules)."""
    return check_sheets([variant(sent) for sent in VARIANTS], DECLARED)


def files_of(inbox: Inbox, names: Sequence[int] | None = None) -> list[Submission]:
    """The files of an inbox, each received at its moment; the sha256 says which variant it is."""
    files = []
    for number, (sent, moment) in zip(names or itertools.count(), inbox, strict=False):
        at_ = datetime.fromisoformat(moment)
        came = replace(
            variant(sent).arrival, path=f"inbox/{number:03}.xlsx", sha256=str(sent), received_at=at_
        )
        files.append(replace(variant(sent), arrival=came))
    return files


def settled(files: list[Submission]) -> Settled:
    found = {
        (f.arrival.path, s): faults()[str(f.arrival.sha256), s] for f in files for s in f.sectors
    }
    return settle(files, found, [], DECLARED, JULY)


def figures(state: PeriodState) -> dict[tuple[str, str], float]:
    rows = state.values
    return dict(zip(zip(rows.sheet_id, rows.indicator, strict=True), rows.value, strict=True))


def visits(file_: Submission, sheet: str) -> float:
    return next(f.entries["assist_visits"].value for f in file_.submitted if f.sector == sheet)


def oracle(files: list[Submission]) -> dict[str, float]:
    """3-1 by sheet: file by file in the order of time, who is valid replaces what is there."""
    due = datetime.combine(JULY.day(28), time.max, DECLARED.campaign.offset)
    counts: dict[str, float] = {}
    for moment in sorted({f.arrival.received_at for f in files if f.arrival.received_at}):
        group = [f for f in files if f.arrival.received_at == moment]
        able = [f for f in group if f.submitted[0].entries["self_found"].value > 0]
        if moment > due:
            corrections = [f for f in able if f.submitted[0].headings["remarks"].text == "更正"]
            able = [f for f in able if f in corrections or not set(f.sectors) & set(counts)]
        tied = [
            f
            for f in able
            for g in able
            for s in {*f.sectors} & {*g.sectors}
            if visits(f, s) != visits(g, s)
        ]
        counts |= {s: visits(f, s) for f in able if f not in tied for s in f.sectors}
    return counts


@settings(QUICK, max_examples=250)
@given(INBOXES)
def test_what_counts_is_the_newest_valid_file_of_each_sheet(inbox: Inbox) -> None:
    files = files_of(inbox)
    counted = {
        s: v for (s, i), v in figures(settled(files).periods[JULY]).items() if i == "assist_visits"
    }
    assert counted == oracle(files)


@settings(QUICK, max_examples=100)
@given(INBOXES, st.randoms(use_true_random=False))
def test_neither_names_nor_order_of_files_matter(inbox: Inbox, dice: random.Random) -> None:
    renamed = files_of(inbox, dice.sample(range(100, 200), len(inbox)))
    dice.shuffle(renamed)
    one, other = settled(files_of(inbox)).periods[JULY], settled(renamed).periods[JULY]
    assert figures(other) == figures(one)
    assert {s: replace(x, file=None) for s, x in other.sheets.items()} == {
        s: replace(x, file=None) for s, x in one.sheets.items()
    }


@settings(QUICK, max_examples=100)
@given(INBOXES)
def test_every_file_has_the_status_that_follows_from_what_counts(inbox: Inbox) -> None:
    files = files_of(inbox)
    month = settled(files)
    due = Deadlines(JULY, [], DECLARED)
    known = judge_all(files, {}, month.candidates, DECLARED)
    judged = month.candidates[due.period]
    states = {f.path: f for f in file_states(known, [], files, judged, due, DECLARED)}
    assert len(states) == len(files)
    counts = {k: states[s.file] for k, s in month.periods[JULY].sheets.items() if s.file}
    for path, sheets in ((f.arrival.path, f.sectors) for f in files):
        state, own = states[path], {s for s in sheets if s in counts and counts[s].path == path}
        assert (state.status == "accepted") == bool(own)
        assert set(state.sectors) == (own or set(sheets))
        faulty = any(f.severity == "error" for f in state.findings)
        replaced = [
            s for s in sheets if s in counts and (not faulty or _came(counts[s]) > _came(state))
        ]
        if not own:
            assert (state.status == "superseded") == (len(replaced) == len(sheets))
            assert state.status in ("superseded", "returned")
        assert not (faulty and own)


@settings(QUICK, max_examples=60)
@given(INBOXES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_in_the_folder_changes_no_status(
    inbox: Inbox, dice: random.Random
) -> None:
    """Files lie in a folder in any order; what tells versions apart is when they came, not when they are read."""
    files = files_of(inbox)
    shuffled = dice.sample(files, len(files))
    assert _stand(shuffled) == _stand(files)


def _stand(files: list[Submission]) -> dict[str, tuple[str, set[str], list[str]]]:
    """Path -> status, sectors and codes of the findings."""
    month, due = settled(files), Deadlines(JULY, [], DECLARED)
    known = judge_all(files, {}, month.candidates, DECLARED)
    states = file_states(known, [], files, month.candidates[JULY], due, DECLARED)
    return {s.path: (s.status, {*s.sectors}, sorted(f.rule for f in s.findings)) for s in states}


IN_TIME = st.lists(
    st.tuples(st.sampled_from(VARIANTS), st.sampled_from(MOMENTS[:3])), min_size=1, max_size=6
)


@settings(QUICK, max_examples=100)
@given(IN_TIME, st.sampled_from(VARIANTS))
def test_an_older_file_never_changes_which_version_counts(inbox: Inbox, older: Sent) -> None:
    """It only fills what nobody has filled."""
    before = settled(files_of(inbox)).periods[JULY]
    after = settled(files_of([*inbox, (older, july(19))])).periods[JULY]
    counted = {s: x.file for s, x in before.sheets.items() if x.file}
    assert {s: after.sheets[s].file for s in counted} == counted
    assert figures(before).items() <= figures(after).items()
    assert {s for s, x in after.sheets.items() if x.file} <= {*counted, *older.sheets}


VALUES = st.dictionaries(
    st.sampled_from(sorted(DECLARED.form.indicators)), st.none() | st.integers(0, 9), max_size=8
)


def with_values(form_: SheetForm, values: Mapping[str, int | None]) -> SheetForm:
    """The sheet with some values, or blanks, in place of its own."""
    entries = {
        i: replace(
            e, value=math.nan if values[i] is None else float(values[i] or 0), state="number"
        )
        if i in values and e.state != "elsewhere"
        else e
        for i, e in form_.entries.items()
    }
    return replace(form_, entries=entries)


@settings(QUICK, max_examples=150)
@given(VALUES, VALUES)
def test_what_a_newer_version_changed_is_the_difference_of_the_two(
    old: dict[str, int | None], new: dict[str, int | None]
) -> None:
    sheet = variant(VARIANTS[0]).submitted[0]
    before, now = with_values(sheet, old), with_values(sheet, new)
    told = {
        str(f.indicator): (f.value, f.expected, f.cell, f.severity)
        for f in changes(before, now, DECLARED)
    }
    expected = {}
    for name, entry in now.entries.items():
        was = before.entries[name].value
        if entry.value != was and not (math.isnan(entry.value) and math.isnan(was)):
            shown = [_shown(name, v) for v in (entry.value, was)]
            expected[name] = (*shown, entry.cell, "notice")
    assert told == expected


def _shown(name: str, value: float) -> str:
    if math.isnan(value):
        return "空白"
    if name == "media_column":
        return "是" if value else "否"
    return f"{Decimal(repr(value)).normalize():f}"


@settings(QUICK, max_examples=60)
@given(IN_TIME)
def test_every_valid_version_tells_what_it_changed_in_the_one_that_counted_until_it_came(
    inbox: Inbox,
) -> None:
    files = files_of(inbox)
    told = {
        (c.path, f.sector): (f.value, f.expected)
        for c in settled(files).candidates[JULY]
        for f in c.findings
        if f.rule == "N14"
    }
    expected = {}
    for file_ in files:
        earlier = oracle([f for f in files if _at(f) < _at(file_)])
        valid = file_.submitted[0].entries["self_found"].value > 0
        for sheet in file_.sectors if valid else ():
            if earlier.get(sheet, visits(file_, sheet)) != visits(file_, sheet):
                values = visits(file_, sheet), earlier[sheet]
                expected[file_.arrival.path, sheet] = tuple(f"{v:.0f}" for v in values)
    assert told == expected


def _at(file_: Submission) -> datetime:
    assert file_.arrival.received_at
    return file_.arrival.received_at


def _came(state: FileState) -> datetime:
    assert state.received_at
    return state.received_at


@QUICK
@given(st.permutations(["a.xlsx", "子/b.xlsx", "中文.xlsx", "0.XLSX", "z.xlsx"]))
def test_a_workspace_gives_the_same_figures_under_any_file_names(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    contents = [
        (fire(assist_visits=400), july(20)), (fire(assist_visits=401), july(21)), (wrong(), july(22)),
        (filled("planning", only=("gas",)), july(23)), (filled("planning", only=("construction",)), july(24)),
    ]  # fmt: skip
    release = received(tmp_path_factory.mktemp("w"), dict(zip(names, contents, strict=True)))
    assert value(release, "fire", "assist_visits") == 401
    by_status = [file(release, name).status for name in names]
    assert by_status == ["superseded", "accepted", "returned", "accepted", "accepted"]


def test_withdrawn_and_sample_files_are_set_aside_before_anything_is_settled() -> None:
    real, sample = read(filled("rescue"), "a"), read(samples()["样例/traffic.xlsx"], "b")
    other = arrival(b"", "c")
    kept, others = set_aside([real, sample, other], [], DECLARED)
    assert ([s.arrival.path for s in kept], {a.path: a.fate for a in others}) == (
        ["a"],
        {"b": "ignored", "c": None},
    )
