"""The one exception of this package."""


class SettingsError(Exception):
    """The settings cannot be used: every problem at once, each with what is wrong and what would be right."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
