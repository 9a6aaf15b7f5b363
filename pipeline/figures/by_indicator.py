"""The accepted values of each indicator as plain lists.

A district has three hundred of them, and pandas takes as long to cut a few rows out of nine columns as it takes for
thousands: so it is asked once a column, not once an indicator.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class ByIndicator:
    """The rows of a frame of accepted values, those of one indicator together, in their order."""

    def __init__(self, values: pd.DataFrame, said: Callable[[str], str] = str) -> None:
        """values: as `accepted_values` makes them. said: how each of their texts is told; asked once for each."""
        self._values, self._said = values, said
        self._rows = values.groupby("indicator", observed=True).indices
        self._known: dict[str, tuple[NDArray[np.integer], list[str]]] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def count(self, name: str) -> int:
        """How many values there are."""
        return len(self._places(name))

    def numbers(self, name: str, most: int | None = None) -> list[float]:
        """The values themselves, or the first of them."""
        found: list[float] = self._values["value"].to_numpy()[self._places(name, most)].tolist()
        return found

    def texts(self, column: str, name: str, most: int | None = None) -> list[str]:
        """What another column says of them."""
        if column not in self._known:
            kept = pd.Categorical(self._values[column])
            self._known[column] = kept.codes, [*map(self._said, kept.categories)]
        codes, texts = self._known[column]
        return [texts[code] for code in codes[self._places(name, most)].tolist()]

    def _places(self, name: str, most: int | None = None) -> NDArray[np.intp]:
        return np.asarray(self._rows.get(name, ())[:most], dtype=np.intp)
