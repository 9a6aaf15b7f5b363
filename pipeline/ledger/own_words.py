"""The office's own paragraphs are printed as they stand; names of the ledgers in them are told."""

from collections.abc import Iterator

from pipeline.ledger.masking import hidden_names, names_in
from pipeline.model.released import Release
from pipeline.wording import inert, listing

_MOST = 5  # names that are told


def own_words_remarks(release: Release) -> Iterator[str]:
    """At most one remark for the office: which names its paragraphs hold that the bulletin leaves out elsewhere."""
    paragraphs = [text for texts in release.own.values() for text in texts]
    if not paragraphs or release.hazards is None:
        return
    found = [name for name, _ in names_in("\n".join(paragraphs), hidden_names(release))]
    whole = [n for i, n in enumerate(found) if not any(n in longer for longer in found[:i])]
    if whole:
        more = f"等{len(whole)}处" if len(whole) > _MOST else ""
        names = listing(inert(n) for n in whole[:_MOST])
        yield f"本办公室的补充材料里有隐患台账中的企业或人员名称（{names}{more}），月通报照原文印出，请核对能否公开。"
