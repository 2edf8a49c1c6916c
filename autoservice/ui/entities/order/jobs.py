"""The jobs of an order in the viewer's language, and the short name that they give the order."""

from dataclasses import dataclass

from autoservice.modules.orders.schemas import JobView, OrderView
from autoservice.shared.i18n import N_, format_money, localized, translate
from autoservice.shared.spoken_time import format_duration
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class JobViewModel:
    """A job that is carried out: its name, its norm-hours and its price as agreed."""

    id: str = ""
    name: str = ""
    duration: str = ""
    price: str = ""


JobVar = ViewModelVar


def order_name(order: OrderView, locale: str) -> str:
    """Return the name of the order's first job, and how many more there are."""
    first, *others = order.work
    name = localized(locale, first.name_ru, first.name_en)
    if not others:
        return name
    return translate(locale, N_("%(name)s and %(count)d more"), name=name, count=len(others))


def job_view_models(order: OrderView, viewer: Viewer) -> list[JobViewModel]:
    """Return the jobs that are carried out, in their order."""
    return [_job(job, viewer.locale) for job in order.work]


def _job(job: JobView, locale: str) -> JobViewModel:
    return JobViewModel(
        id=str(job.id),
        name=localized(locale, job.name_ru, job.name_en),
        duration=format_duration(locale, job.norm_minutes) if job.norm_minutes else "",
        price=format_money(locale, job.price_minor, job.currency),
    )
