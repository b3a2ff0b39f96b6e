import pytest

from couple.instruments.adaem.judging import AttributorJudge, LanguageModelJudge, read_opinions
from couple.instruments.adaem.opinions import read_opinion
from couple.instruments.adaem.simulated.players import NamingJudge
from couple.values import load_system


class Sayer:
    """Says yes where the text names the value; ``lean`` says yes whenever that option stands first."""

    name = fingerprint = "sayer"

    def __init__(self, *, lean=False, silent_on=""):
        self.lean, self.silent_on = lean, silent_on

    def answer(self, shown, *, seed):
        return [self._one(one) for one in shown]

    def _one(self, one):
        text, asked = one.prompt.user.split("Value: ")
        label = asked.split(".")[0]
        if self.silent_on and self.silent_on in text:
            return "Who knows?"
        if self.lean and one.options[0] == "Yes":
            return "Yes."
        return "Yes." if label in text else "no"


def sets(readings):
    return [one and one.values for one in readings]


def test_a_value_is_expressed_when_any_point_expresses_it():
    judge = NamingJudge(["power", "security", "hedonism"])
    opinions = [
        read_opinion("Stance: yes\n1. power: x\n2. security: y\n3. power: z"),
        read_opinion("hedonism, in plain words"),
        read_opinion("I cannot answer."),
        read_opinion("nothing of the kind"),
    ]
    found = read_opinions(opinions, judge)
    assert sets(found) == [frozenset({"power", "security"}), frozenset({"hedonism"}), None, frozenset()]


def test_the_attributors_thresholds_decide():
    from couple.attribution import AttributionConfig, Utterance, load_attributor

    attributor = load_attributor(AttributionConfig(), load_system("schwartz10"))
    texts = ["We need more police so that families are safe from crime.", "Let people choose their own way.", " "]
    found = AttributorJudge(attributor).judge(texts)
    expected = attributor.attribute([Utterance(text) for text in texts])
    present = [frozenset(n for n, is_there in one.present.items() if is_there) for one in expected[:2]]
    assert sets(found) == [*present, None]
    assert "security" in found[0].values and "self_direction" in found[1].values
    assert found[0].likely == expected[0].probabilities


@pytest.mark.parametrize("lean", [False, True])
def test_a_language_model_is_asked_value_by_value_in_both_orders(tmp_path, lean):
    system = load_system("schwartz10")
    judge = LanguageModelJudge(Sayer(lean=lean), system, log=tmp_path / "log.jsonl", seed=0)
    texts = ["On Power and Tradition.", "On nothing."]
    found = judge.judge(texts)
    assert sets(found) == [frozenset({"power", "tradition"}), frozenset()]
    assert {found[0].likely["power"], found[1].likely["power"]} == {1, lean / 2}
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 2 * 10 * 2


def test_what_a_language_model_does_not_answer_is_unknown(tmp_path):
    judge = LanguageModelJudge(Sayer(silent_on="riddle"), load_system("schwartz10"), log=tmp_path / "log.jsonl", seed=0)
    assert sets(judge.judge(["A riddle.", "On Power."])) == [None, frozenset({"power"})]
