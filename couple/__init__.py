"""couple: what would this model have answered if its values had been these instead?

Importing this package is cheap by design: it loads neither torch nor transformers (a test says so).
Each room is imported by its own name, for example ``from couple.values import ValueProfile``.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
