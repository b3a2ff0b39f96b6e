"""Warnings of libraries about each other, which nobody at the keyboard can mend, kept from the user's screen."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_peft() -> Iterator[None]:
    """Ignore that peft 0.21 reads an attribute that transformers 5 has renamed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated", category=FutureWarning)
        yield
