"""Words by which the first campaign would show: of its declarations, and a few that its notice made common."""

import re
import zipfile
from email import message_from_bytes
from io import BytesIO
from pathlib import Path

from pipeline.model.declared import Declarations

# What the notice and the district brought along, whatever the TOML says today.
_COMMON = (
    *(
        "重大事故隐患",
        "事故隐患",
        "挂牌",
        "督办",
        "安委",
        "行业领域",
        "领域",
        "牵头",
        "附件1",
        "专项排查",
    ),
    *("安全生产", "临港", "临沂", "一排底线", "企业", "整改", "执法", "本行动", "累计"),
)
# Words of the contract: names of files that a campaign may change, and plain office Chinese that any campaign may use.
_ANYBODYS = ("附件2", "交通", "建筑", "电力")


def tell_tales(declared: Declarations) -> list[str]:
    """The words of a campaign, and those common ones."""
    return sorted({*own_words(declared), *_COMMON})


def own_words(declared: Declarations) -> list[str]:
    """Names and spellings of sectors and units, names and labels of indicators, what stands on the documents."""
    roster, form, document = declared.roster, declared.form, declared.campaign.document
    words = {
        n for e in (*roster.sheets.values(), *roster.units.values()) for n in (e.name, *e.spellings)
    }
    words |= {i.name for i in form.indicators.values()} | {
        i.label for i in form.indicators.values()
    }
    words |= {*form.title}
    words |= {s.label for s in form.sections} | {m.name for m in form.measures.values()}
    words |= {roster.terms.sector, roster.terms.short, roster.terms.lead, declared.campaign.name}
    words |= {
        document[k]
        for k in ("issuer", "office", "office_short", "notice", "notice_title", "masthead_title")
    }
    words |= {s.name for s in declared.campaign.stages}
    return sorted(w for w in words if len(w) > 1 and w not in _ANYBODYS)


def ids(declared: Declarations) -> list[str]:
    """The identifiers: indicators, sectors, units and measures, but for English words that code uses anyway."""
    form, roster = declared.form, declared.roster
    named = {*form.indicators, *form.measures, *roster.sheets, *roster.units}
    return sorted(
        n for n in named if "_" in n or n in ("hazchem", "hazwaste", "inspectors", "transferred")
    )


def texts(path: Path) -> list[str]:
    """All that a file says: XML parts of packages, decoded mails (their attachments are looked at as files), text."""
    data = path.read_bytes()
    if zipfile.is_zipfile(BytesIO(data)):
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = [n for n in package.namelist() if n.endswith((".xml", ".rels", ".vml"))]
            # Tags stand between the letters of a text that was typed in several runs.
            raw = [package.read(n).decode() for n in parts]
            return [*raw, *(re.sub(r"<[^>]*>", "", text) for text in raw)]
    if path.suffix == ".eml":
        parts = message_from_bytes(data).walk()
        bodies = [p.get_payload(decode=True) for p in parts if p.get_content_maintype() == "text"]
        return [b.decode() for b in bodies if isinstance(b, bytes)]
    return [data.decode("utf-8-sig")]


def shown(text: str, words: list[str]) -> list[str]:
    """The words that a text shows."""
    return [w for w in words if w in text]
