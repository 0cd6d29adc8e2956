"""Makes the built-in embedding model from word vectors, a dictionary and parallel text.

Needs the extra `train`; the product itself never imports it.
"""
