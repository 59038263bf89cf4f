"""The sample portfolio: files as a creditor would send them, from a seed; nobody in them is real.

`generate` writes files only, so a demo takes the same door as a creditor. See docs/sample.md.
"""

from arrears.book.intake.sample.files import KINDS, SampleFile, generate, generate_files, sample_file

__all__ = ["KINDS", "SampleFile", "generate", "generate_files", "sample_file"]
