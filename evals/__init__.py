"""Scores answers against question files, the same way every time; nothing else imports it.

Its reading of figures is its own, so that a mistake in the product's figure code shows up as a
wrong answer instead of agreeing with itself.
"""
