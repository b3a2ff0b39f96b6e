import pandas
import pytest

from couple.evaluation import Measured
from couple.evaluation.judges.agreement import judge_quality
from couple.evaluation.judges.judge import KIND
from couple.evaluation.measures.texts import TextReading
from couple.evaluation.outcome.answer_rows import answer_rows, write_parquet
from couple.foundation import BirthCertificate, package_file

SAFE = {"security": 5, "hedonism": 1}
PRINTS = {"rating": "r1", "anchored": "a1"}


@pytest.fixture
def judges(case, judged):
    asked = [case("p", "safe", SAFE, told={"power": 5}, variant="distractors"), case("q", "safe", SAFE, question="q?")]
    rating = [judged("raw", asked[0], {"security": 3.0, "hedonism": 3.0}, text="One."), judged("raw", asked[1], {})]
    anchored = [judged("raw", asked[1], {"security": 5.0, "hedonism": 1.0}), judged("raw", asked[0], {"security": 4.0})]
    return {"rating": rating, "anchored": anchored}


def test_a_row_says_what_was_asked_told_counted_and_judged(judges):
    first, second = answer_rows(judges, decoder="small", fingerprints=PRINTS, seed=4)
    asked = {"method": "raw", "question": "p", "topic": "p", "source": "safe", "profile": "safe"}
    assert asked.items() <= first.items()
    assert (first["variant"], first["answer"], first["system"], first["seed"]) == (
        "distractors",
        "One.",
        "schwartz10",
        4,
    )
    assert (first["target_power"], first["target_security"], first["scored_security"]) == (5, 5, 5)
    assert "scored_power" not in first and "target_power" not in second
    assert (first["rating_mae"], first["rating_mae_unknown"]) == (2.0, None)
    assert (first["rating_score_security"], first["rating_judge"], first["anchored_judge"]) == (3.0, "r1", "a1")
    assert (second["question"], second["topic"]) == ("q?", "q")
    assert (first["seconds"], first["tokens_read"]) == (2.0, None)


def test_judges_are_matched_by_answer_and_not_by_place(judges):
    first, second = answer_rows(judges, decoder="small", fingerprints=PRINTS, seed=4)
    assert (first["anchored_mae"], first["anchored_mae_unknown"]) == (None, "no score for hedonism")
    assert (second["anchored_mae"], second["rating_mae"]) == (0.0, None)
    with pytest.raises(KeyError):
        answer_rows(judges | {"anchored": judges["anchored"][:1]}, decoder="small", fingerprints=PRINTS, seed=4)


def test_texts_have_their_columns_where_they_were_read(judges):
    texts = [
        TextReading(one.answer, Measured(0.5), Measured(None, "no language model was asked"), True, False, False)
        for one in judges["rating"]
    ]
    row = answer_rows(judges, decoder="small", fingerprints=PRINTS, seed=4, texts=texts)[0]
    assert (row["relevance"], row["surprise"], row["surprise_unknown"]) == (0.5, None, "no language model was asked")
    assert (row["names_a_value"], row["echoes"], row["refuses"]) == (True, False, False)


def test_rows_keep_unknowns_with_their_reasons_through_parquet(tmp_path, judges):
    write_parquet(tmp_path / "results.parquet", answer_rows(judges, decoder="small", fingerprints=PRINTS, seed=4))
    frame = pandas.read_parquet(tmp_path / "results.parquet")
    assert len(frame) == 2 and not list(tmp_path.glob(".*"))
    last = frame.iloc[-1]
    assert pandas.isna(last["rating_mae"]) and last["rating_mae_unknown"] == "no score for hedonism, security"
    assert pandas.isna(last["rating_score_security"]) and last["target_security"] == 5.0
    assert pandas.isna(last["target_power"])


def test_the_judges_own_quality_is_told_or_unknown():
    measured = {"unseen validation conclusions, schwartz10": {"official_f1": 0.5, "mean_auc": 0.75}}
    assert judge_quality(measured, "schwartz10").startswith("macro F1 0.500 and mean area under the curve 0.750")
    assert judge_quality(measured, "schwartz20") == judge_quality({}, "schwartz10")
    shipped = BirthCertificate.load(package_file("evaluation", "artefacts", "judge"), kind=KIND)
    assert judge_quality(shipped.metrics, "schwartz10").startswith("macro F1 0.")
    assert judge_quality({}, "schwartz10") == "unknown: its certificate does not say"
