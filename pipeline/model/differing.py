"""Where a final draft differs from what we printed."""

from pipeline.model.record import record


@record
class Difference:
    """A figure: where it stands, what we printed there, what the draft has. Empty where one of them has nothing."""

    where: str
    ours: str
    theirs: str

    @property
    def line(self) -> str:
        """The difference in words."""
        if not self.theirs:
            return f"{self.where}：系统是{self.ours}，定稿里没有"
        if not self.ours:
            return f"{self.where}：定稿写的{self.theirs}，系统里没有"
        return f"{self.where}：系统是{self.ours}，定稿是{self.theirs}"
