"""What both judges learn from, as their certificates say it."""

import pandas as pd

from couple.data import conclusion_key, locate
from couple.foundation import fingerprint_bytes, fingerprint_file

SPLITS = ("training", "validation", "validation-zhihu")


def certified_data(rows: pd.DataFrame) -> dict[str, str]:
    """Fingerprints of the data set's files, and how many arguments and which conclusions of them are ``rows``."""
    keys = rows["conclusion"].map(conclusion_key)
    files = [f"{part}-{split}.tsv" for split in SPLITS for part in ("arguments", "labels", "level1-labels")]
    return {
        **{f"touche23/{name}": fingerprint_file(locate("touche23") / name) for name in files},
        "arguments": str(len(rows)),
        "conclusions": str(keys.nunique()),
        "conclusion_keys": fingerprint_bytes("\n".join(sorted(set(keys))).encode()),
    }
