"""How the office calls a command in its folder. No other module writes a line of make: it need not be there."""

from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.record import record
from pipeline.model.week import Week

INSTALL_CLUSTER = "make cluster"  # in the program's own folder, wherever the workspace lies
# By kind of period: what publishes one, and the option that names it.
_PUBLISHING = {Month.kind: ("monthly", "month"), Week.kind: ("weekly", "week")}


@record
class Commands:
    """A workspace's two ways of calling a command: by_make where our Makefile lies in it, else the program itself."""

    by_make: bool = False

    def call(self, command: str, **options: object) -> str:
        """The line to type; options by the program's own long names, None for those that are left out."""
        given = {name: value for name, value in options.items() if value is not None}
        if self.by_make:
            return " ".join(["make", command, *(f"{n.upper()}={v}" for n, v in given.items())])
        return " ".join(["pipeline", command, *(f"--{n} {v}" for n, v in given.items())])

    def publish(self, kind: str, period: Period | None = None) -> str:
        """What publishes a month or week; None: the newest that came in."""
        command, option = _PUBLISHING[kind]
        return self.call(command, **{option: period})
