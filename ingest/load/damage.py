"""Names what the libraries that read files raise when one is damaged; reads none itself."""

import struct
import zipfile
import zlib

__all__ = ["DAMAGES"]

# Fuzzing, 2026-11-30: python-docx, python-pptx, openpyxl, xlrd and Pillow check little of what they
# are given. A missing attribute is a TypeError to them, a large number an OverflowError, an unknown
# compression a NotImplementedError, which is a RuntimeError; xlrd asserts.
DAMAGES = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
