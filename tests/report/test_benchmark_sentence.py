from couple.report.benchmark_document import BenchmarkDocument, MethodGroup
from couple.report.benchmark_sentence import benchmark_sentences, listed


def changed(document, **p):
    """The document with other corrected p values of our contests in its first reading, by column."""
    data = document.model_dump(mode="json")
    for contest in data["readings"][0]["contests"]:
        if contest["column"] in p and contest["method"] == "couple":
            contest["corrected"] = p[contest["column"]]
            contest["reason"] = None if p[contest["column"]] is not None else "one question cannot be exchanged"
    return BenchmarkDocument.model_validate(data)


def test_the_result_names_what_is_better_and_what_is_not_shown(sample_benchmark):
    told, second, parts, sure = benchmark_sentences(sample_benchmark)
    assert told.startswith("By the rating judge, couple is better than the best baseline in MAE (0.66 against 0.86 of ")
    assert told.endswith("; not shown to differ from it in contrast and sign agreement.")
    assert second == "By the anchored judge all verdicts are the same."
    assert parts == "Every ablation is worse than couple in MAE."
    assert sure == "Better and worse are said where the p value, after correction, is at most 0.05."


def test_without_significance_nothing_is_better(sample_benchmark):
    p = dict.fromkeys(("mae", "spearman", "contrast", "sign_agreement", "priority_kept"), 0.06)
    told, second, *_ = benchmark_sentences(changed(sample_benchmark, **p))
    assert told == (
        "By the rating judge, couple is not shown to differ from the best baseline in "
        "MAE, Spearman, contrast, sign agreement and priorities kept."
    )
    assert second == (
        "By the anchored judge the verdict is another in MAE (better), Spearman (better) and priorities kept (better)."
    )


def test_what_could_not_be_tested_is_said(sample_benchmark):
    told = benchmark_sentences(changed(sample_benchmark, mae=None))[0]
    assert told.endswith("; not to be compared with it in MAE.")


def test_a_worse_result_is_called_worse(sample_benchmark):
    data = sample_benchmark.model_dump(mode="json")
    for contest in data["readings"][0]["contests"]:
        contest["difference"]["mean"] *= -1
    told, _, parts, _ = benchmark_sentences(BenchmarkDocument.model_validate(data))
    assert told.startswith("By the rating judge, couple is worse than the best baseline in MAE (")
    assert parts == (
        "Not shown to be worse than couple in MAE: "
        "couple no graph, couple no abduction, couple no adapter and couple no concept latents."
    )


def test_without_ours_the_best_means_are_told_and_no_more(sample_benchmark):
    data = sample_benchmark.model_dump(mode="json")
    data["methods"] = [one for one in data["methods"] if one["group"] == MethodGroup.BASELINE]
    for reading in data["readings"]:
        reading["contests"] = []
    (told,) = benchmark_sentences(BenchmarkDocument.model_validate(data))
    assert told.startswith(
        "By the rating judge, the best mean among the baselines is that of reasoning sft in MAE (0.86)"
    )
    assert told.endswith("Whether that is more than chance was not tested.")


def test_without_a_number_there_is_no_result(sample_benchmark):
    data = sample_benchmark.model_dump(mode="json")
    for reading in data["readings"]:
        reading["contests"], reading["boards"][0]["rows"] = [], []
    assert benchmark_sentences(BenchmarkDocument.model_validate(data)) == [
        "Nothing could be measured by the rating judge."
    ]


def test_without_baselines_the_ablations_are_the_result(sample_benchmark):
    data = sample_benchmark.model_dump(mode="json")
    kept = {one["name"] for one in data["methods"] if one["group"] != MethodGroup.BASELINE}
    data["methods"] = [one for one in data["methods"] if one["name"] in kept]
    for reading in data["readings"]:
        reading["contests"] = [one for one in reading["contests"] if {one["method"], one["rival"]} <= kept]
    first, last = benchmark_sentences(BenchmarkDocument.model_validate(data))
    assert "worse than couple in MAE" in first
    assert last.startswith("Better and worse are said")


def test_a_list_in_words():
    assert [listed(parts) for parts in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
