from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.scoring.position import position_biases


def test_the_share_of_what_was_shown_first():
    made = [StepChoice("m", "full", "d", step, "A", first) for step, first in enumerate("AAAB", 1)]
    unknown = [StepChoice("m", "full", "e", 1, "A", None), StepChoice("m", "full", "e", 2, None, "A", "refused")]
    (found,) = position_biases([*made, *unknown])
    assert (found.model, found.share, found.n) == ("m", 0.75, 4)
    assert found.interval[0] < 0.5 < found.interval[1]
    assert position_biases(unknown) == []
