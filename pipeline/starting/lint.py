"""A workspace looked through without running it: what would stop a run, and what may not be meant."""

from pathlib import Path

from pipeline.model.record import record
from pipeline.starting.hints import hints
from pipeline.starting.office_faults import office_faults
from pipeline.starting.schema_faults import schema_faults
from pipeline.starting.template_faults import template_faults


@record
class Looked:
    """What was found. waiting: files that can be looked at only when others are right."""

    faults: tuple[str, ...]
    waiting: tuple[str, ...]
    hints: tuple[str, ...]


def look_through(root: Path) -> Looked:
    """Declarations, templates and what the office keeps by hand; forms in the inbox are not opened."""
    schemas = schema_faults(root)
    declared = schemas.declared
    if declared is None:
        return Looked(schemas.faults, (*schemas.waiting, "templates", "inbox"), ())
    faults = (*template_faults(root, declared), *office_faults(root, declared))
    return Looked(faults, (), () if faults else tuple(hints(root, declared)))
