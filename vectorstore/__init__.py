"""Keeps reports and finds their passages; knows no questions, prompts or web."""
