"""Rebuild the shipped adapter: the default of ``couple.tune``, copied into the package.

    COUPLE_DATA=... python experiments/decoder/train_adapter.py

Run it again after an interrupt: it goes on where it was. See LOG.md for how long it took on what.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from couple.foundation import package_file

RUN = Path("outputs") / "shipped_adapter"


def main() -> None:
    """Train, then replace the shipped files."""
    if not (RUN / "adapter" / "certificate.json").exists():
        begun = (RUN / "run.json").exists()
        subprocess.run([sys.executable, "-m", "couple.tune", f"{'resume' if begun else 'output'}={RUN}"], check=True)
    shipped = package_file("decoder", "artefacts", "smollm2_135m")
    for file in (RUN / "adapter").iterdir():
        shutil.copyfile(file, shipped / file.name)
    print(f"copied to {shipped}")


if __name__ == "__main__":
    main()
