"""Templates as compiled by an earlier run: compiling them anew would be a twelfth of every run.

They lie where Python keeps this program's own compiled modules, and as safely: who can write there can change the
program. Whatever is not exactly what this version would compile from the very same source is compiled again.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

_DIGEST = hashlib.sha256().digest_size


class CompiledTemplates(BytecodeCache):
    """A file a template, by its name; recipe: what else than its source decides how it is compiled."""

    def __init__(self, folder: Path, recipe: bytes) -> None:
        """Nothing is read or written before a template is asked for."""
        self._folder, self._recipe = folder, recipe

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name alone: another workspace's template of that name takes the place."""
        del filename
        return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def get_source_checksum(self, source: str) -> str:
        """Of the source and of the recipe."""
        text = source.encode("utf-8", "surrogatepass")
        return hashlib.sha256(self._recipe + b"\0" + text).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """What an earlier run compiled, if it is whole; jinja holds it against source, versions and recipe."""
        with suppress(OSError):
            data = self._file(bucket).read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                bucket.bytecode_from_string(data[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next run, where that can be."""
        data, file = bucket.bytecode_to_string(), self._file(bucket)
        new = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # a folder that cannot be written only costs time
            file.parent.mkdir(exist_ok=True)
            new.write_bytes(hashlib.sha256(data).digest() + data)
            new.replace(file)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key}.bin"
