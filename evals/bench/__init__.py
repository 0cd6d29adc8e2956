"""Measures speed and the exactness of the vector index at size; nothing else imports it."""
