"""Answers questions about reports; knows no evals. Importing it loads no model, store or web."""

from bot.types import Answer, Citation, Outcome, Turn

__all__ = ["Answer", "Citation", "Outcome", "Turn"]
