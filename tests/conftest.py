"""Settings that all tests share."""

from hypothesis import settings

# Fixed seeds: a failure is the same on every machine. The first example loads the vocabulary, so
# a deadline would measure that.
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.load_profile("fixed")
