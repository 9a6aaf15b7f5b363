"""What is wrong in schemas/: not only the first fault, but as many as can be told apart, and at least one a file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

from pipeline.declarations import load_declarations
from pipeline.declarations.assessment import load_assessment
from pipeline.declarations.bulletin import load_bulletin
from pipeline.declarations.campaign import load_campaign
from pipeline.declarations.closing import load_closing
from pipeline.declarations.form import load_form
from pipeline.declarations.form_values import read_indicator, read_kind
from pipeline.declarations.roster import load_roster
from pipeline.declarations.rules import load_rules, read_rule
from pipeline.declarations.tables import Table
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.form import Form, Kind
from pipeline.model.record import record
from pipeline.model.roster import Roster

P = ParamSpec("P")
T = TypeVar("T")


@record
class SchemaFaults:
    """The faults; the files that wait for another to be put right; the declarations where there is none of both."""

    faults: tuple[str, ...]
    waiting: tuple[str, ...]
    declared: Declarations | None


def schema_faults(root: Path) -> SchemaFaults:
    """Look at every file of schemas/, those that need none of the others also where the others are wrong."""
    schemas, found = root / "schemas", list[str]()
    roster = _tried(found, load_roster, schemas)
    campaign = _tried(found, load_campaign, schemas)
    _tried(found, load_assessment, schemas)
    form = _form(schemas, roster, found) if roster else None
    waiting = []
    if form and roster:
        _after_the_form(schemas, form, roster, found)
        _tried(found, load_closing, schemas, form, campaign.document if campaign else {})
    else:
        waiting = list(_unread(schemas, roster, found))
    # What other parts declare besides, and what is wrong only when all is seen together.
    declared = _tried(found, load_declarations, root)
    return SchemaFaults(tuple(dict.fromkeys(found)), tuple(waiting), declared)


def _tried(found: list[str], load: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | None:
    """What was asked for; None where it is wrong, which is then among the faults."""
    try:
        return load(*given, **named)
    except DeclarationError as e:
        found.append(str(e))
        return None


def _form(schemas: Path, roster: Roster, found: list[str]) -> Form | None:
    """The form; where it is wrong, each of its values is looked at alone."""
    form = _tried(found, load_form, schemas, roster)
    file = None if form else _tried(found, Table.load, schemas / "form.toml")
    if file:
        _each_indicator(file, roster, found)
    return form


def _each_indicator(file: Table, roster: Roster, found: list[str]) -> None:
    named = _tried(found, lambda: (list(file.named("kinds")), list(file.named("indicators"))))
    kinds: dict[str, Kind] = {}
    for name, table in named[0] if named else ():
        if kind := _tried(found, read_kind, name, table):
            kinds[name] = kind
    if named is None or len(kinds) < len(named[0]):  # a value of a wrong kind is not itself wrong
        return
    for name, table in named[1]:
        _tried(found, read_indicator, name, table, kinds, roster)


def _after_the_form(schemas: Path, form: Form, roster: Roster, found: list[str]) -> None:
    loaded = _tried(found, load_rules, schemas, form, roster)
    if loaded is None:
        _each_rule(schemas, form, roster, found)
    _tried(found, load_bulletin, schemas, form, loaded[0] if loaded else ())


def _each_rule(schemas: Path, form: Form, roster: Roster, found: list[str]) -> None:
    for path in (schemas / "rules.toml", schemas / "intake.toml"):
        file = _tried(found, Table.load, path) if path.exists() else None
        tables = _tried(found, lambda f: list(f.listed("rule")), file) if file else None
        for table in tables or ():
            _tried(found, read_rule, table, form, roster)


def _unread(schemas: Path, roster: Roster | None, found: list[str]) -> Iterator[str]:
    """The files that cannot be understood yet; whether they are TOML at all is told all the same."""
    names = ("form.toml", "rules.toml", "intake.toml", "bulletin.toml", "closing.toml")
    for name in names[bool(roster) :]:
        required = name in ("form.toml", "rules.toml", "bulletin.toml")
        file = None
        if required or (schemas / name).exists():
            file = _tried(found, Table.load, schemas / name)
        if file:
            yield name
