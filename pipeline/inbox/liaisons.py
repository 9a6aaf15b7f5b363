"""Whom to call at each unit: inbox/联络员.csv, which the office keeps and git does not, over what is declared."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.model.liaison import Liaison, is_phone, is_role
from pipeline.model.roster import Roster
from pipeline.words.naming import named_unit, not_known
from pipeline.words.office_csv import Row, read_csv

LIAISONS = "inbox/联络员.csv"  # as the manifest names it
_COLUMNS = {
    "unit": ("单位", "填报单位"),  # and what the roster calls it
    "role": ("职务", "联络员"),
    "phone": ("电话", "办公电话"),
}


def liaisons(inbox: Path, roster: Roster, *, sample: bool) -> Mapping[str, Liaison]:
    """The liaison by unit id; OfficeFileError names a line that cannot be understood.

    An invented phone of the roster is left out beside real forms.
    """
    known = {u.id: _shown(u.liaison, sample) for u in roster.units.values() if u.liaison}
    written: dict[str, Liaison] = {}
    terms = roster.terms
    heads = dict.fromkeys((*_COLUMNS["unit"], *filter(None, [terms.lead]), *terms.lead_spellings))
    columns = _COLUMNS | {"unit": tuple(heads)}
    for row in read_csv(inbox / "联络员.csv", columns).rows:
        unit = named_unit(row["unit"], roster)
        if unit is None:
            raise row.fault(not_known(row["unit"], roster.units.values()))
        if unit in written:
            raise row.fault(f"“{row.shown('unit')}”写了两次")
        written[unit] = _liaison(row)
    return known | written


def _shown(liaison: Liaison, sample: bool) -> Liaison:
    return Liaison(liaison.role, "") if liaison.sample and not sample else liaison


def _liaison(row: Row) -> Liaison:
    if not is_role(row["role"]):
        raise row.fault("要写明职务（1至30个字），不写姓名")
    if row["phone"] and not is_phone(row["phone"]):
        raise row.fault(f"“{row.shown('phone')}”不是电话号码，应写成0539-0000000")
    return Liaison(row["role"], row["phone"])
