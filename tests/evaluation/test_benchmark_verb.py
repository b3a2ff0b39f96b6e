import json

import pandas
import pytest

from couple.benchmark import benchmark, plan_of
from couple.decoder import DecoderConfig
from couple.evaluation.questions import Questions
from couple.foundation import UserError

QUESTIONS = Questions(("One?", "Two?"))


def settings(**changes):
    plain = {
        "methods": ["raw", "value_prompt"],
        "profiles": ["security_first", "freedom_first"],
        "options": {},
        "reference": None,
        "seed": 0,
    }
    return plain | changes


def test_the_plan_is_the_product_of_methods_profiles_and_questions():
    plan = plan_of(settings(options={"value_prompt": {"temperature": 0.2}}), QUESTIONS, DecoderConfig())
    assert (plan.size, list(plan.targets)) == (8, ["security_first", "freedom_first"])
    assert [one.settings["temperature"] for one in plan.contestants] == [0.7, 0.2]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"methods": ["raw", "value_promt"]}, "did you mean value_prompt"),
        ({"methods": "raw"}, "not a list"),
        ({"methods": []}, "not a list"),
        ({"methods": ["raw", "raw"]}, "stands twice"),
        ({"profiles": ["securty_first"]}, "security_first"),
        ({"reference": "best_of_n"}, "none of the methods raw, value_prompt"),
        ({"options": {"best_of_n": {"candidates": 2}}}, "none of the methods of this run"),
        ({"options": {"raw": {"candidates": 2}}}, r"options\.raw\.candidates"),
    ],
)
def test_a_wrong_plan_is_a_users_mistake(changes, found):
    with pytest.raises(UserError, match=found):
        plan_of(settings(**changes), QUESTIONS, DecoderConfig())


def test_profiles_of_two_systems_are_not_compared(tmp_path):
    (tmp_path / "hhh.yaml").write_text("system: hhh\npriorities: {honest: 5}\n")
    with pytest.raises(UserError, match="hhh and schwartz10"):
        plan_of(settings(profiles=["security_first", str(tmp_path / "hhh.yaml")]), QUESTIONS, DecoderConfig())


@pytest.fixture(scope="module")
def real_run(tmp_path_factory):
    """One tiny benchmark with the embedded decoder and the shipped judge: 2 methods x 2 profiles x 2 questions."""
    folder = tmp_path_factory.mktemp("benchmark")
    (folder / "mine.txt").write_text("Should we ban cars from cities?\nShould we tax sugar?\n")
    asked = settings(
        decoder={"model": "smollm2_135m", "max_new_tokens": 12, "batch_size": 2},
        questions=str(folder / "mine.txt"),
        limit=None,
        resamples=200,
        output=str(folder / "run"),
        resume=None,
    )
    benchmark(asked)
    return folder / "run"


@pytest.mark.slow
def test_a_real_run_writes_every_answer_once_and_three_files(real_run):
    frame = pandas.read_parquet(real_run / "results.parquet")
    assert len(frame) == len(frame.drop_duplicates(["method", "profile", "question"])) == 8
    assert frame["mae"].between(0, 4).all() and (frame["seconds"] > 0).all()
    assert set(frame["generations"]) == {1.0}
    assert frame["answer"].str.len().gt(0).all()
    raw = frame[frame["method"] == "raw"]
    assert raw.groupby("question")["answer"].nunique().eq(1).all()  # raw knows no target
    table = (real_run / "results.md").read_text()
    assert "| raw |" in table and "| value_prompt |" in table and "MAE minus raw's" in table
    assert "value_prompt" in (real_run / "report.html").read_text()
    assert json.loads((real_run / "run.json").read_text())["status"] == "finished"


@pytest.mark.slow
def test_a_real_run_goes_on_from_its_own_settings_and_asks_nothing_again(real_run, monkeypatch):
    from couple.decoder import LocalDecoder

    def refuse(*_, **__):
        raise AssertionError("the decoder was asked again")

    monkeypatch.setattr(LocalDecoder, "generate", refuse)
    before = {name: (real_run / name).read_bytes() for name in ("results.parquet", "results.md", "report.html")}
    benchmark({"resume": str(real_run), "methods": ["best_of_n"]})
    assert {name: (real_run / name).read_bytes() for name in before} == before
