"""What came of a request for new staircases: those that can be read, their labels, and everything that cannot."""

import json
from collections import Counter
from dataclasses import dataclass

from couple.instruments.recorded.csv_table import format_rows
from couple.instruments.recorded.irregularities import Irregularity, Tally
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Dilemma
from couple.instruments.staircase.dilemmas.labels import ADJUDICATION
from couple.instruments.staircase.dilemmas.reading import as_rows
from couple.instruments.staircase.writing.annotating import Agreement
from couple.instruments.staircase.writing.annotators import Label


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one choice was planned to speak for, what each annotator says, and what they agreed on."""

    dilemma: str
    step: int
    choice: str
    planned: str
    labels: tuple[Label, ...]
    agreed: Label


@dataclass(frozen=True, slots=True)
class Generation:
    """What came of ``asked`` requests.

    Attributes:
        dilemmas: the staircases that could be read; steps that need adjudication have no labels.
        annotations: two a step.
        agreement: of the annotators; None when there was nothing to label.
        unreadable: (dilemma, reason, text as written) of the others.
    """

    asked: int
    dilemmas: tuple[Dilemma, ...]
    annotations: tuple[Annotation, ...]
    agreement: Agreement | None
    unreadable: tuple[tuple[str, str, str], ...]

    @property
    def reasons(self) -> dict[str, int]:
        """Why staircases could not be read, and how many."""
        return dict(Counter(reason for _, reason, _ in self.unreadable).most_common())

    @property
    def irregularities(self) -> tuple[Irregularity, ...]:
        """What could not be read, and what annotators did not agree on."""
        tally = Tally()
        for name, reason, _ in self.unreadable:
            tally.add(
                "the writer", f"staircase that cannot be read: {reason}", name, "left out, kept in unreadable.json"
            )
        for one in self.annotations:
            if one.agreed is None:
                tally.add(
                    "the annotators", ADJUDICATION, f"{one.dilemma} step {one.step} {one.choice}", "told, not scored"
                )
        return tally.found()

    @property
    def facts(self) -> dict[str, str]:
        """How many came out, and how far annotators agree."""
        facts = {"staircases asked for": str(self.asked), "staircases that could be read": str(len(self.dilemmas))}
        if self.agreement:
            a = self.agreement
            alpha = f"{a.alpha.value:.2f}" if a.alpha.value is not None else f"unknown ({a.alpha.reason})"
            facts["annotators"] = (
                f"of {a.choices} choices {a.all_alike} labelled alike by all three, {a.two_alike} by two, "
                f"{a.none_alike} by none; {a.unread} labels could not be read; Krippendorff's alpha {alpha}"
            )
            decided = sum(step.decided for dilemma in self.dilemmas for step in dilemma.steps)
            facts["steps with two labels"] = f"{decided} of {len(self.dilemmas) * len(STEPS)}"
        return facts

    @property
    def files(self) -> dict[str, str]:
        """``staircases.json`` in the published form, ``annotations.csv`` and ``unreadable.json``."""
        header = ["dilemma", "step", "choice", "planned", "annotator 1", "annotator 2", "annotator 3", "agreed"]
        rows = [
            dict(
                zip(header, (a.dilemma, a.step, a.choice, a.planned, *a.labels, a.agreed or ADJUDICATION), strict=True)
            )
            for a in self.annotations
        ]
        kept = [{"dilemma": name, "reason": reason, "text": text} for name, reason, text in self.unreadable]
        return {
            "staircases.json": json.dumps(as_rows(self.dilemmas), indent=2, ensure_ascii=False) + "\n",
            "annotations.csv": format_rows(header, rows),
            "unreadable.json": json.dumps(kept, indent=2, ensure_ascii=False) + "\n",
        }
