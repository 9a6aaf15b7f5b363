"""Whether the form changed since something was issued, but not its version: blanks sent out before would be misread."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.declarations.form import load_form
from pipeline.declarations.roster import load_roster
from pipeline.issues.issued_folders import issued_folder, issued_numbers
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.form import Form
from pipeline.words.wording import listing


def changed_since_issued(root: Path, declared: Declarations) -> Iterator[str]:
    """A hint where the newest issue was made from another form with the same id and version."""
    numbers = issued_numbers(root)
    if not numbers:
        return
    month = max(numbers)
    schemas = issued_folder(root, month) / str(max(numbers[month])) / "schemas"
    try:
        before = load_form(schemas, load_roster(schemas))
    except DeclarationError:  # a record of another time, or a damaged one: other commands tell
        return
    form = declared.form
    same = (before.id, before.version) == (form.id, form.version)
    if same and (changed := list(_changes(before, form))):
        yield (
            f"schemas/form.toml：{month.chinese}印发以后改过{listing(changed)}，version还是{form.version}。"
            "发出去的旧表会被当成新表读：请把version加1，重新下发空白表"
        )


def _changes(before: Form, now: Form) -> Iterator[str]:
    names = dict.fromkeys((*before.indicators, *now.indicators))
    for name in names:
        then, today = before.indicators.get(name), now.indicators.get(name)
        if then != today:
            known = today or then
            assert known
            yield f"{known.item} {known.name}"
