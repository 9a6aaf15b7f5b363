"""The office's own paragraphs lose the names of the ledgers like all that is public; which ones, the office is told."""

from collections.abc import Iterator

from pipeline.ledger.masking import hidden_names, names_in
from pipeline.model.released import Release
from pipeline.words.few import some_of
from pipeline.words.wording import inert

_MOST = 5  # names that are told


def own_words_remarks(release: Release) -> Iterator[str]:
    """At most one remark for the office: which names its paragraphs hold that the bulletin leaves out elsewhere."""
    paragraphs = [text for texts in release.own.values() for text in texts]
    if not paragraphs or release.hazards is None:
        return
    hidden = hidden_names(release)
    found = list(dict.fromkeys(name for text in paragraphs for name in names_in(text, hidden)))
    if found:
        names = some_of([inert(n) for n in found[:_MOST]], len(found), "处")
        told = f"本办公室的补充材料里有隐患台账中不公开的名称（{names}）"
        mend = "确需写明的，在Word稿里改；不是人名的，写进schemas/hazards.toml的posts。"
        yield f"{told}，月通报已换成别的说法。{mend}"
