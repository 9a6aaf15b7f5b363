"""A seal in a file of ours: its own hash, by which we know later whether anybody has changed it since."""

import hashlib

_MARK = b"pipeline-sha256:"
_ZEROS = b"0" * 64
UNSEALED = (_MARK + _ZEROS).decode()


def sealed(data: bytes) -> bytes:
    """The file with its seal in the place of the first UNSEALED; it is as long as before."""
    before, mark, after = data.partition(UNSEALED.encode())
    assert mark
    return before + _MARK + hashlib.sha256(data).hexdigest().encode() + after


def is_sealed(data: bytes) -> bool:
    """Whether a file is as we made it."""
    before, mark, after = data.partition(_MARK)
    seal, rest = after[: len(_ZEROS)], after[len(_ZEROS) :]
    whole = hashlib.sha256(before + mark + _ZEROS + rest).hexdigest().encode()
    return bool(mark) and seal == whole
