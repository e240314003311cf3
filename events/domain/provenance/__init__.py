"""Which passages of a printed source are in a transcript, and which are not.

The source is compared with the transcript as printed: the printed side of
corrections, the labels as printed, headings, captions, title and kicker. White
space never counts, nor does a hyphen that breaks a word at a line's end.
"""

from .coverage import Coverage, Place, Placed, Repeat, Span
from .tracing import trace

__all__ = ["Coverage", "Place", "Placed", "Repeat", "Span", "trace"]
