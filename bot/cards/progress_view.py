"""What stands in the modal in which something was asked for, whichever kind of request it became."""

from __future__ import annotations

from bot.cards.blocks import View
from bot.cards.purchase_views import progress
from bot.cards.release_views import release_progress
from bot.model import AnyRequest, Purchase


def progress_view(request: AnyRequest) -> View:
    """Return the view as it is to stand now; it shows nothing else any more, whatever becomes of the request."""
    return progress(request) if isinstance(request, Purchase) else release_progress(request)
