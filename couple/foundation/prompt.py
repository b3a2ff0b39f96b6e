"""What a language model is asked: a system text, a user text, nothing about templates (those belong to the model)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Prompt:
    """One request: the user's text and, where wanted, a system text before it."""

    user: str
    system: str | None = None

    @property
    def messages(self) -> list[dict[str, str]]:
        """The request in the role/content form that chat templates and servers read."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, {"role": "user", "content": self.user}]
