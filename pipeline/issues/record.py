"""issue.json: written by an issue, read strictly by every later run."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import TypeVar

from pipeline.issues.tables import WrongRecordError, parse_value
from pipeline.model.declared import Declarations
from pipeline.model.issued import Issue, Restatement, Stamp
from pipeline.model.month import Month
from pipeline.words.wording import show

ISSUE = "issue.json"
T = TypeVar("T")


def issue_content(issue: Issue, declared: Declarations) -> dict[str, object]:
    """An issue as issue.json has it; `parse_issue` reads it back."""
    stamp = issue.stamp
    return {
        "n": stamp.n,
        "period": str(issue.month),
        "date": stamp.day.isoformat() if stamp.day else None,
        "number": stamp.number,
        "year": stamp.year,
        "order": issue.order,
        "sample": issue.sample,
        "status": dict(issue.words),
        "restated": [_restated(r, declared) for r in issue.restated],
        "draft": issue.draft,
        "files": [{"path": path, "sha256": sha256} for path, sha256 in issue.files.items()],
    }


def _restated(r: Restatement, declared: Declarations) -> dict[str, str | None]:
    indicator = declared.form.indicators[r.indicator]
    old, new = (show(indicator, v) or None for v in (r.old, r.new))
    about = {"period": str(r.month), "indicator": r.indicator, "sheet": r.sheet}
    return {**about, "old": old, "new": new, "unit": indicator.unit, "reason": r.reason}


def parse_issue(plain: object) -> Issue:
    """The issue; WrongRecordError where something is missing or is not what it should be."""
    number, day = _take(plain, "number", _number), _take(plain, "date", _text)
    stamp = Stamp(
        n=_must(plain, "n", _number),
        day=_of(date.fromisoformat, day, "date") if day else None,
        number=number,
        year=_must(plain, "year", _number),
    )
    return Issue(
        month=_of(Month.parse, _must(plain, "period", _text), "period"),
        stamp=stamp,
        order=_must(plain, "order", _number),
        sample=_must(plain, "sample", _flag),
        words=_words(_must(plain, "status", _table)),
        restated=tuple(_parse_restated(r) for r in _must(plain, "restated", _list)),
        draft=_take(plain, "draft", _text),
        files={
            _must(f, "path", _inside): _must(f, "sha256", _text)
            for f in _must(plain, "files", _list)
        },
    )


def _words(plain: dict[str, object]) -> dict[str, str]:
    """How every sheet stood, by its id."""
    return {sheet: _must(plain, sheet, _text) for sheet in plain}


def _parse_restated(plain: object) -> Restatement:
    old, new = (_take(plain, key, _text) for key in ("old", "new"))
    return Restatement(
        month=_of(Month.parse, _must(plain, "period", _text), "period"),
        indicator=_must(plain, "indicator", _text),
        sheet=_must(plain, "sheet", _text),
        old=None if old is None else parse_value(old),
        new=None if new is None else parse_value(new),
        reason=_must(plain, "reason", _text),
    )


def _take(plain: object, key: str, kind: Callable[[object], T | None]) -> T | None:
    """A value of the kind, None where it is null; the key itself must be there."""
    if not isinstance(plain, Mapping) or key not in plain:
        raise WrongRecordError(f"{ISSUE}缺少{key}")
    if plain[key] is None:
        return None
    value = kind(plain[key])
    if value is None:
        raise WrongRecordError(f"{ISSUE}的{key}写得不对")
    return value


def _must(plain: object, key: str, kind: Callable[[object], T | None]) -> T:
    value = _take(plain, key, kind)
    if value is None:
        raise WrongRecordError(f"{ISSUE}的{key}是空的")
    return value


def _of(parse: Callable[[str], T], text: str, key: str) -> T:
    try:
        return parse(text)
    except ValueError:
        raise WrongRecordError(f"{ISSUE}的{key}写得不对") from None


def _number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 10**6 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _inside(value: object) -> str | None:
    """A path that stays within the record."""
    if not isinstance(value, str) or "\0" in value:
        return None
    path = PurePosixPath(value)
    return value if path.parts and not path.is_absolute() and ".." not in path.parts else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _list(value: object) -> list[object] | None:
    return value if isinstance(value, list) else None


def _table(value: object) -> dict[str, object] | None:
    return value if isinstance(value, dict) else None
