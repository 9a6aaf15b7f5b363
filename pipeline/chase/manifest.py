"""manifest.json of a round of chasing: who was chased and what was written, for other programs and the next run."""

import hashlib
from collections.abc import Mapping

from pipeline.chase.round import Round, label
from pipeline.chase.standing import Standing
from pipeline.model.milestones import Task
from pipeline.words.json_text import json_bytes


def chase_manifest(chased: Round, folder: str, outputs: Mapping[str, bytes]) -> bytes:
    """The manifest of a round and of the outputs written with it (name -> bytes)."""
    run = {
        "on": chased.on.isoformat(),
        "period": str(chased.month),
        "sample": bool(chased.sample),
        "chased": [
            {
                "unit": c.unit.id,
                "open": [x for s in (*c.arrears, c.now) for x in _open(s)],
                **({"overdue_hazards": len(c.hazards.overdue)} if chased.ledgers else {}),
                "milestones": [_task(t) for t in c.tasks],
            }
            for c in chased.chased
        ],
        "milestones_of_others": [_task(t) for t in chased.others],
        "done": [u.id for u in chased.done],
        "outputs": [
            {"path": f"{folder}/{name}", "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in outputs.items()
        ],
    }
    return json_bytes(run)


def _task(task: Task) -> dict[str, object]:
    due = task.milestone.due.isoformat()
    return {"milestone": task.milestone.id, "by": task.filer.id, "due": due, "days": task.days}


def _open(standing: Standing) -> list[dict[str, object]]:
    return [
        {
            "period": str(standing.month),
            "sheet": s.sheet,
            "state": s.state,
            "listed": label(s),
            "due": s.due.isoformat(),
            "days": s.days,
        }
        for s in standing.open
    ]
