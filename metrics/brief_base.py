"""What a brief rests on, found in the workspace: the last closed review, the version it was about, earlier versions.

For the Brief page and `python -m metrics report`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from data.dataset import DataSet
from data.errors import FunnelError, StoreError
from data.names import RESERVED
from data.reviews import Review, reviews
from data.sample import previous_demo_dataset
from data.store import Workspace
from metrics.evaluate import Query
from metrics.frame import Frame, open_frame

EARLIER = 27  # versions looked at for the same week of earlier quarters: two quarters of Mondays


@dataclass(frozen=True, slots=True)
class Found:
    """The earlier version to compare with and the last review; either may be missing."""

    before: DataSet | None
    review: Review | None


def find(workspace: Workspace | None, dataset: DataSet, query: Query) -> Found:
    """The newest review of an earlier period under the same filter, with its version; else the version before.

    The demo was exported a week earlier too; brief() leaves out a version that reaches past an as-of day.
    """
    closed = closed_reviews(workspace, dataset.name)
    last = next((review for review in closed if _earlier(review, query)), None)
    before = _stored(workspace, dataset, last) if workspace is not None else None
    if before is None and dataset.name == RESERVED:
        demo = previous_demo_dataset()
        before = demo if last is None or last.version == demo.version else None
    return Found(before, last)


def earlier(
    workspace: Workspace | None,
    dataset: DataSet,
    number: int | None = None,
    opened: Callable[[DataSet], Frame] = open_frame,
) -> list[Frame]:
    """The versions before version `number` (default: the one with the content of `dataset`), newest first.

    The landing learns from them. One that cannot be opened is left out; files that were never stored have none.
    """
    if workspace is None or dataset.name not in {info.name for info in workspace.datasets()}:
        return []
    versions = workspace.versions(dataset.name)
    this = number or next((one.number for one in versions if one.content == dataset.version), 0)
    found = []
    for older in [one.number for one in versions if one.number < this][:EARLIER]:
        with contextlib.suppress(FunnelError):
            found.append(opened(workspace.open(dataset.name, older)))
    return found


def closed_reviews(workspace: Workspace | None, name: str) -> list[Review]:
    """The data set's reviews, newest first; none for files that were never stored."""
    if workspace is None:
        return []
    try:
        return reviews(workspace, name)
    except StoreError as error:
        if error.title == "No such data set":
            return []
        raise


def _earlier(review: Review, query: Query) -> bool:
    asked = review.figures["query"]
    wanted = {"channel": query.channel, "segment": query.segment, "name": query.name}  # a week is compared with a week
    same = {name: asked[name] for name in wanted} == wanted
    return same and date.fromisoformat(asked["last"]) < query.period.last


def _stored(workspace: Workspace, dataset: DataSet, review: Review | None) -> DataSet | None:
    """The version the review was about; without a review, the one before the version that is open."""
    if dataset.name not in {info.name for info in workspace.datasets()}:
        return None
    versions = workspace.versions(dataset.name)
    if review is not None:
        wanted = next((one.number for one in versions if one.content == review.version), None)
        return workspace.open(dataset.name, wanted) if wanted is not None else None
    this = next((one.number for one in versions if one.content == dataset.version), None)
    older = [one.number for one in versions if this is not None and one.number < this]
    return workspace.open(dataset.name, max(older)) if older else None
