import json

import pytest

from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.adaem.seeds import seed_questions
from couple.instruments.instrument import ComparesRespondents
from couple.instruments.recorded.csv_table import read_rows
from couple.measure import measure

SAFE = "The state must protect families from crime and terror, with more police, strict borders and safe streets."
FREE = "Everyone should be free to choose their own way of life and to think for themselves without being told."


class Fixed:
    """Says the same thing about everything."""

    def __init__(self, name, text):
        self.name = self.fingerprint = name
        self.text = text

    def answer(self, shown, *, seed):
        return [self.text] * len(shown)


class Writing(Fixed):
    """Writes a question of its own for each seed; answers questions like ``Fixed``."""

    def answer(self, shown, *, seed):
        return [
            f"Should town number {seed % 997} forbid {'fireworks' if seed % 2 else 'street music'}?"
            if one.version == "writing"
            else self.text
            for one in shown
        ]


@pytest.fixture
def seeds(tmp_path):
    path = tmp_path / "seeds.txt"
    path.write_text("Should cameras watch every street?\n\nIs it right to tax sugar?\nShould voting be a duty?\n")
    return str(path)


def test_two_respondents_are_told_apart_end_to_end(seeds, tmp_path):
    settings = {"seeds": seeds, "topics": None, "writer": "model", "fresh": 2, "kept": 3, "judges": "fast"}
    instrument = build_instrument({"name": "adaem", **settings, "search": {"budget": 3, "proposals": 1, "depth": 0}})
    instrument.invite([Fixed("free", FREE)])
    compared = instrument.ask(Writing("safe", SAFE), log=tmp_path / "answers.jsonl", seed=0)
    assert len(compared.seeds) == 3 and 1 <= len(compared.questions) <= 3
    found = instrument.findings(compared)
    scores = {(one.model, one.dimension): one for one in found.scores}
    assert scores["safe", "security"].mean > 70 > 30 > scores["free", "security"].mean
    assert scores["free", "self_direction"].mean > 70
    # nobody was told apart on a value that neither expresses: that is unknown, and no 50
    unknown = [one for one in found.scores if one.n == 0]
    assert unknown and all(one.mean is one.centred_mean is one.sd is None for one in unknown)
    assert "separate them by" in found.headline
    assert [row["measure"] for row in found.tables[1].rows] == ["separation", "separation of sets", "S"]
    rows = found.files["questions.csv"].splitlines()
    assert (
        rows[0] == "question,origin,score_searching,score_fresh,separation,separation_of_sets"
        and sum(",seed," in row for row in rows) == 3
    )
    assert found.irregularities == ()  # points were not asked for
    assert found.limits and "alpha over folds" in found.facts


def test_alone_or_twice_under_one_name_nothing_is_compared(seeds, tmp_path):
    instrument = build_instrument({"name": "adaem", "seeds": seeds})
    assert isinstance(instrument, ComparesRespondents)
    assert not isinstance(build_instrument({"name": "pvq"}), ComparesRespondents)
    for others in ([], [Fixed("safe", FREE)]):
        instrument.invite(others)
        with pytest.raises(UserError, match="at least two respondents"):
            instrument.ask(Fixed("safe", SAFE), log=tmp_path / "answers.jsonl", seed=0)


def settings(folder, **changes):
    plain = {"compat": None, "respondent": "sampled_text", "seed": 0, "output": str(folder / "run"), "resume": None}
    return plain | {"instrument": {"name": "adaem", "judges": "fast"}} | changes


def test_recorded_opinions_become_scores_and_a_report(tmp_path):
    rows = [f'{who},Question {n}?,"{text}"' for n in range(6) for who, text in (("s", SAFE), ("f", FREE), ("r", ""))]
    (tmp_path / "opinions.csv").write_text("\n".join(["model,question,answer", *rows, 'r,Question 1?,"I cannot say."']))
    measure(settings(tmp_path, ratings=str(tmp_path / "opinions.csv")))
    scores = {
        (row["model"], row["dimension"]): row for row in read_rows(tmp_path / "run" / "scores.csv", what="scores")
    }
    assert len(scores) == 2 * 10 + 10
    assert float(scores["s", "security"]["mean"]) > 70 and scores["r", "security"]["mean"] == ""
    irregular = {
        (row["respondent"], row["kind"]): row["count"]
        for row in read_rows(tmp_path / "run" / "irregularities.csv", what="x")
    }
    assert irregular["r", "empty answer"] == "6" and irregular["r", "refusal"] == "1"
    page = (tmp_path / "run" / "report.html").read_text()
    assert "Expressing a value in an opinion is not acting by it" in page
    assert json.loads((tmp_path / "run" / "run.json").read_text())["status"] == "finished"


def test_a_language_model_can_read_the_opinions(tmp_path, monkeypatch):
    """The embedded model is far too small to read well: that it is asked, value by value, is what is tested."""
    asked = []

    class Strict:
        name = fingerprint = "strict"

        def __init__(self, decoder):
            self.decoder = decoder

        def answer(self, shown, *, seed):
            asked.extend(one.prompt.user for one in shown)
            return [
                "Yes" if "safe streets" in one.prompt.user and "Value: Security" in one.prompt.user else "No"
                for one in shown
            ]

    monkeypatch.setattr("couple.instruments.adaem.instrument.ForcedChoice", Strict)
    instrument = build_instrument({"name": "adaem", "judge_model": "smollm2_135m"})
    (tmp_path / "opinions.csv").write_text(f'model,question,answer\ns,Q?,"{SAFE}"\nf,Q?,"{FREE}"\n')
    (judged,) = instrument.recorded(tmp_path / "opinions.csv").questions
    assert judged.values == {"s": (frozenset(["security"]),), "f": (frozenset(),)}
    assert len(asked) == 2 * 10 * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model,question,anwser\na,b,c\n", "rename the column anwser to answer"),
        ("model,question,answer\n", "no answers"),
        ("model,question,answer\na,Q?,yes\n", "all answers are from a"),
    ],
)
def test_a_wrong_file_of_opinions_says_what_is_wrong(tmp_path, text, message):
    (tmp_path / "opinions.csv").write_text(text)
    with pytest.raises(UserError, match=message):
        measure(settings(tmp_path, ratings=str(tmp_path / "opinions.csv")))
    assert not (tmp_path / "run").exists()


def test_wrong_settings_are_named():
    with pytest.raises(UserError, match=r"instrument\.topcs"):
        build_instrument({"name": "adaem", "topcs": 3})
    with pytest.raises(UserError, match=r"disentanglement_sign"):
        build_instrument({"name": "adaem", "rewards": {"disentanglement_sign": 0}})


def test_seed_questions_come_from_a_file_or_from_touche23(seeds, tmp_path, data_folder):
    assert list(seed_questions(seeds, topics=None)) == [
        "Should cameras watch every street?",
        "Is it right to tax sugar?",
        "Should voting be a duty?",
    ]
    assert list(seed_questions(seeds, topics=2)) == ["Should cameras watch every street?", "Is it right to tax sugar?"]
    (tmp_path / "empty.txt").write_text("\n")
    with pytest.raises(UserError, match="no question"):
        seed_questions(str(tmp_path / "empty.txt"), topics=None)
    data_folder("touche23")
    found = seed_questions("touche23", topics=5)
    assert len(found) == 5 and all(question.endswith("?") for question in found.values())


def test_the_shipped_configuration_is_the_classes_own():
    from pathlib import Path

    import yaml

    shipped = yaml.safe_load((Path(__file__).parents[3] / "conf" / "instrument" / "adaem.yaml").read_text())
    config = build_instrument(shipped).config
    assert config == type(config)()
