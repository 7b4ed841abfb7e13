"""What the fork server imports before it forks: seconds of imports, once."""

from .worker import in_the_project

in_the_project()
