from pathlib import Path

import pytest
import yaml

from couple.entry import conf_folder
from couple.foundation import UserError, build_config, read_json
from couple.report import ReportConfig, ReportDocument, render_markdown, render_page, write_report


def test_the_pages_are_functions_of_the_json_that_was_written(document: ReportDocument, tmp_path: Path) -> None:
    paths = write_report(document, tmp_path, ReportConfig())
    assert [path.name for path in paths] == ["report.json", "report.html", "report.md"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    again = ReportDocument.model_validate(read_json(paths[0]))
    assert paths[1].read_text(encoding="utf-8") == render_page(again)
    assert paths[2].read_text(encoding="utf-8") == render_markdown(again)


def test_only_what_was_asked_for_is_written(document: ReportDocument, tmp_path: Path) -> None:
    write_report(document, tmp_path, ReportConfig(html=False, markdown=False))
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("path", sorted((conf_folder() / "report").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_configuration_builds(path: Path) -> None:
    assert build_config(ReportConfig, yaml.safe_load(path.read_text(encoding="utf-8")), where="report")


def test_the_default_configuration_holds_the_defaults() -> None:
    values = yaml.safe_load((conf_folder() / "report" / "default.yaml").read_text(encoding="utf-8"))
    assert ReportConfig.model_validate(values) == ReportConfig()


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(UserError, match=r"did you mean report\.markdown"):
        build_config(ReportConfig, {"markdwn": True}, where="report")
