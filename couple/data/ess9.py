"""European Social Survey round 9 (2018): 49,519 people in 29 countries, the 21 items of the human values scale.

ESS terms forbid passing rows on: they are read here and must not be written to the repository.
"""

import pandas as pd

from couple.data.location import locate
from couple.foundation import UserError
from couple.values import ESS_ITEMS, PVQ21

_BACKGROUND = {"cntry": "country", "gndr": "gender", "agea": "age", "eduyrs": "education_years"}
_WEIGHTS = {"dweight": "design_weight", "pspwght": "post_stratification_weight", "pweight": "population_weight"}


def load_ess9() -> pd.DataFrame:
    """One row a respondent, in the order of the file.

    Columns: ``country`` (two letters), ``gender`` (1 male, 2 female), ``age`` and ``education_years``; the 21 items by
    their ESS names, reversed to 7 - code, so that 6 is "very much like me", missing where the code is above 6; the ten
    values of schwartz10, each the mean of its answered items, 1..6, not centred (missing where none is answered);
    ``mean_rating``, the mean of all answered items; and ESS's three weights.

    Raises:
        UserError: the survey is not there, or its file lacks a column.
    """
    path = locate("ess9_pvq21") / "ess9_pvq21.csv"
    wanted = [*_BACKGROUND, *ESS_ITEMS, *_WEIGHTS]
    try:
        raw = pd.read_csv(path, usecols=wanted, keep_default_na=False, na_values=[""])  # NA is a country code elsewhere
    except (OSError, ValueError) as error:
        raise UserError(f"read {path}", str(error).splitlines()[0], "fetch the survey again") from None
    codes = raw[list(ESS_ITEMS)]
    items = 7 - codes.where(codes.ge(1) & codes.le(6))
    parts = {
        **{name: raw[column] for column, name in _BACKGROUND.items()},
        **dict(items.items()),
        **{value: items[[ESS_ITEMS[n - 1] for n in numbers]].mean(axis=1) for value, numbers in PVQ21.key.items()},
        "mean_rating": items.mean(axis=1),
        **{name: raw[column] for column, name in _WEIGHTS.items()},
    }
    return pd.DataFrame(parts)
