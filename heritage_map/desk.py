"""The municipality's desk under /manage/: who may open it, what it is called, what waits there."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.i18n import set_language

from circuits.models import Rerouting
from geodata import territory
from geodata.interchange import jobs
from geodata.models import Place, PositionQuality, Publication, Record, Report
from heritage_map.models import User
from heritage_map.roles import OPEN_DESK
from heritage_map.visits.desk import addresses


def _town_title() -> str:
    return territory.current().title


class DeskSignInForm(AuthenticationForm):
    """Sign in those whose role opens the desk."""

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse an account without a role at the desk, and say so."""
        super().confirm_login_allowed(user)
        if not user.has_perm(OPEN_DESK):
            raise ValidationError(
                _("This account has no place at the desk: ask the administrator for a role."),
                code="no_role",
            )


@dataclass(frozen=True)
class Task:
    """Something that waits for an officer: how many of what, and where to see them."""

    label: str
    count: int
    url: str


class Desk(AdminSite):
    """Django's admin for the municipality; the right to open it comes with a role."""

    site_title = lazy(_town_title, str)()
    site_header = lazy(_town_title, str)()
    index_title = gettext_lazy("The municipality's desk")
    login_form = DeskSignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody's role opens the desk."""
        return request.user.has_perm(OPEN_DESK)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the choice of the desk's language, which is kept in a cookie, and the figures."""
        own = [path("language/", set_language, name="set_language"), *addresses(self)]
        return [*own, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the languages of the desk, and of the texts that are written at it."""
        languages = [get_language_info(code) for code, _name in settings.LANGUAGES]
        texts = {
            "languages": [
                {
                    "code": language["code"],
                    "name": language["name_local"],
                    "dir": "rtl" if language["bidi"] else "ltr",
                }
                for language in languages
            ],
            "words": {"label": _("Texts in"), "all": _("all languages")},
        }
        return super().each_context(request) | {
            "desk_languages": languages,
            "text_languages": texts,
        }

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the sign-in page; to somebody whose account has no place here, as a refusal."""
        response = super().login(request, extra_context)
        if (
            request.method == "GET"
            and request.user.is_authenticated
            and response.status_code == 200
        ):
            response.status_code = 403
        return response

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show first what waits for somebody."""
        return super().index(request, {"tasks": waiting(self)} | (extra_context or {}))


NOT_SURVEYED = (
    PositionQuality.UNLOCATED,
    PositionQuality.SAMPLE,
    PositionQuality.APPROXIMATE,
)


def waiting(desk: AdminSite) -> list[Task]:
    """Return what waits for an officer: reports, places to survey, ways, records to review."""
    survey = Task(
        _("Main places to be surveyed"),
        Place.objects.filter(is_core=True, position_quality__in=NOT_SURVEYED).count(),
        reverse("admin:geodata_place_changelist")
        + f"?is_core__exact=1&position_quality__in={','.join(NOT_SURVEYED)}",
    )
    reroutings = Task(
        _("New ways for published circuits"),
        Rerouting.objects.filter(state=Rerouting.State.WAITING).count(),
        reverse("admin:circuits_rerouting_changelist") + f"?state__exact={Rerouting.State.WAITING}",
    )
    reports = Task(
        _("Reports from the field"),
        Report.objects.filter(status=Report.Status.NEW).count(),
        reverse("admin:geodata_report_changelist") + f"?status__exact={Report.Status.NEW}",
    )
    reviews = [
        Task(
            _("%(things)s in review") % {"things": capfirst(model._meta.verbose_name_plural)},
            model.objects.filter(status=Publication.IN_REVIEW).count(),
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            + f"?status__exact={Publication.IN_REVIEW}",
        )
        for model in apps.get_models()
        if issubclass(model, Record) and desk.is_registered(model)
    ]
    idle = Task(
        _("Imports that wait, with no worker to do them: tell the administrator"),
        0 if jobs.workers() else jobs.waiting_count(),
        reverse("admin:geodata_importbatch_changelist"),
    )
    return [task for task in (idle, reports, survey, reroutings, *reviews) if task.count]
