"""What can go wrong, drawn as a tree.

::

    HomewardError            anything Homeward raises on purpose
    ├── InputError           an argument or a table breaks a rule        (also ValueError)
    │   └── SourceError      a file is missing, damaged or not what it says it is
    └── NoPlanError          the question has no answer: infeasible, no control group

A message says what must hold, what was found (how many, the first of them) and what to do,
in whole sentences. The command line prints the message alone: exit 2 for `InputError`,
exit 3 for `NoPlanError`.
"""

__all__ = ["HomewardError", "InputError", "NoPlanError", "SourceError"]


class HomewardError(Exception):
    """Anything Homeward raises on purpose."""


class InputError(HomewardError, ValueError):
    """An argument or a table breaks a rule; the message says which and what to do."""


class SourceError(InputError):
    """A file is missing, damaged or not what it says it is."""


class NoPlanError(HomewardError):
    """The question was understood and has no answer."""
