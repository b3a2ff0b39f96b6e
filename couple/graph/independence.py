"""Which conditional-independence test a constraint-based search uses, and whether the table suits it."""

from typing import TYPE_CHECKING, Literal

from couple.foundation import UserError
from couple.graph.columns import TableKind, table_kind

if TYPE_CHECKING:
    import pandas

# Fisher's z (Fisher 1924), the chi-squared test, and the kernel test of Zhang et al. 2011.
IndependenceTest = Literal["fisherz", "chisq", "kci"]


def suitable_test(table: "pandas.DataFrame", asked: IndependenceTest | None) -> IndependenceTest:
    """The test that was asked for, or the one that suits: Fisher's z for numbers, chi-squared for categories.

    Raises:
        UserError: the columns are mixed and no test was asked for, or the test cannot treat these columns.
    """
    kind = table_kind(table)
    if asked is None and kind is not TableKind.MIXED:
        return "chisq" if kind is TableKind.CATEGORIES else "fisherz"
    refuse_mixed(kind)
    if (asked == "chisq") != (kind is TableKind.CATEGORIES):
        remedy = "type algorithm.test=chisq for categories, fisherz or kci for numbers, or leave it out"
        raise UserError(f"algorithm.test={asked}", f"the columns are {kind.value}", remedy)
    assert asked is not None
    return asked


def refuse_mixed(kind: TableKind) -> None:
    """Raise ``UserError`` for a table of both kinds: no test or score here treats them together."""
    if kind is TableKind.MIXED:
        raise UserError(
            "search for a graph in this table",
            "some of its columns are categories and some are numbers, which no test here treats together",
            "choose columns of one kind with columns=[...], bin the numbers, or type categorical=[...] to say which"
            " columns of whole numbers are codes",
        )
