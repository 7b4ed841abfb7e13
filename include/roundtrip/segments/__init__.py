"""Segments for whoever writes them: which there are, and who would be in one by its file as it is now.

listing      every segment as the newest night left it
preview      one segment, its SQL asked without building anything
scene        where that is asked: a connection that can change nothing
terminal     both as text
"""

from roundtrip.segments.listing import Listed, listing
from roundtrip.segments.preview import Preview, preview
from roundtrip.segments.scene import CannotAsk, NoSegment
from roundtrip.segments.terminal import list_page, preview_page

__all__ = ["CannotAsk", "Listed", "NoSegment", "Preview", "list_page", "listing", "preview", "preview_page"]
