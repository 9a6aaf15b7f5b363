"""Files of the inbox that are passed over: the office's own, and what programs and systems leave behind."""

import fnmatch

from pipeline.inbox.decisions import DECISIONS
from pipeline.inbox.liaisons import LIAISONS
from pipeline.inbox.own_names import is_own_text
from pipeline.inbox.receipts import RECEIPTS
from pipeline.milestones.noted import own_paths
from pipeline.model.declared import Declarations

_IGNORED = ("~$*", ".~*", "._*", "thumbs.db", "desktop.ini", ".ds_store", "*.tmp", "*.crdownload")
OFFICES_OWN = (RECEIPTS, DECISIONS, LIAISONS)


def is_ignored(path: str, declared: Declarations) -> bool:
    """Whether an entry (inbox/…) is no form and nobody is to be told about it."""
    if is_rubbish(path) or path in (*OFFICES_OWN, *own_paths(declared.milestones)):
        return True
    return path.count("/") == 1 and is_own_text(path.rpartition("/")[2])


def is_rubbish(path: str) -> bool:
    """Whether a program or a system left a file behind that nobody meant to be there."""
    name = path.rpartition("/")[2].lower()
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in _IGNORED)
