"""The photos of the client's request and of extra work, which are few: all of them."""

from dataclasses import dataclass, field

from autoservice.modules.orders.approvals.rules import JobAction
from autoservice.modules.orders.jobs import JobKind
from autoservice.modules.orders.schemas import JobView
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.progress.rules import (
    MOST_REQUEST_PHOTOS,
    MOST_WORK_PHOTOS,
    refuse_request_withdrawal,
    refuse_work_withdrawal,
)
from autoservice.modules.progress.schemas import AttachmentView, CommentView, TrackedOrder
from autoservice.shared.i18n import N_
from autoservice.ui.current import Viewer
from autoservice.ui.entities.stage.reports import PhotoViewModel, StageReports
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class AlbumViewModel:
    """The photos of a client's request or of extra work, as ``ReportsViewModel`` has those of a stage.

    ``left`` is how many can be added now, below ``url``.
    """

    photos: list[PhotoViewModel] = field(default_factory=list)
    gone_photos: list[int] = field(default_factory=list)
    last_photo: int = 0
    left: int = 0
    url: str = ""


AlbumVar = ViewModelVar


def request_photos(tracked: TrackedOrder, viewer: Viewer) -> AlbumViewModel:
    """Return the photos of the request."""
    photos = [one for one in tracked.attachments if (one.stage_id, one.job_id) == (None, None)]
    gone = [one for one in tracked.withdrawn_attachments if (one.stage_id, one.job_id) == (None, None)]
    most = MOST_REQUEST_PHOTOS if OrderAction.ADD_PHOTO in tracked.order.actions else 0
    reports = _RequestPhotos(tracked.order, viewer, [], photos, [], gone)
    return _album(reports, most, f"/api/orders/{tracked.order.id}")


def work_photos(tracked: TrackedOrder, viewer: Viewer) -> dict[str, AlbumViewModel]:
    """Return the photos of each extra work that has, or had, any or may have some now, by the work's id."""
    extra = [job for job in tracked.order.jobs if job.kind is JobKind.EXTRA_WORK]
    albums = {str(job.id): _work_album(tracked, job, viewer) for job in extra}
    return {id: album for id, album in albums.items() if album.last_photo or album.left}


def _work_album(tracked: TrackedOrder, job: JobView, viewer: Viewer) -> AlbumViewModel:
    photos = [one for one in tracked.attachments if one.job_id == job.id]
    gone = [one for one in tracked.withdrawn_attachments if one.job_id == job.id]
    most = MOST_WORK_PHOTOS if JobAction.ADD_PHOTO in job.actions else 0
    reports = _WorkPhotos(tracked.order, viewer, [], photos, [], gone, job=job)
    return _album(reports, most, f"/api/orders/{tracked.order.id}/jobs/{job.id}")


def _album(reports: StageReports, most: int, url: str) -> AlbumViewModel:
    shown = reports.view_model(set(), {one.id for one in reports.photos})
    return AlbumViewModel(
        photos=shown.photos,
        gone_photos=shown.gone_photos,
        last_photo=shown.last_photo,
        left=max(most - len(shown.photos), 0),
        url=url,
    )


@dataclass(frozen=True)
class _RequestPhotos(StageReports):
    """The photos that belong to no stage and no job."""

    unnamed: str = N_("The client")

    def _can_withdraw(self, report: CommentView | AttachmentView) -> bool:
        return refuse_request_withdrawal(self.order, report.author_id, self.viewer.actor) is None


@dataclass(frozen=True, kw_only=True)
class _WorkPhotos(StageReports):
    """The photos of one extra work."""

    job: JobView

    def _can_withdraw(self, report: CommentView | AttachmentView) -> bool:
        actor = self.viewer.actor
        return refuse_work_withdrawal(self.order, self.job, report.author_id, actor) is None
