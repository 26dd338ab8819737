"""The municipality's desk under /manage/: who may open it, what it is called, what waits there."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.i18n import set_language

from geodata import quality, territory
from geodata.history.recording import recording
from geodata.map_widget import MapWidget, map_data
from geodata.query import check_query
from heritage_map import field, tasks
from heritage_map.finding import find
from heritage_map.models import User
from heritage_map.quality import desk as quality_desk
from heritage_map.roles import OPEN_DESK
from heritage_map.script_words import DeskCatalog
from heritage_map.tasks import Task
from heritage_map.visits import desk as visits


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


class Desk(AdminSite):
    """Django's admin for the municipality; the right to open it comes with a role."""

    site_title = lazy(_town_title, str)()
    site_header = lazy(_town_title, str)()
    index_title = gettext_lazy("The municipality's desk")
    login_form = DeskSignInForm
    index_template = "admin/start.html"  # under a name of its own: pages of apps extend Django's

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody's role opens the desk."""
        return request.user.has_perm(OPEN_DESK)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Keep what a request changes as one revision, whichever page of the desk it is sent to."""

        @wraps(view)
        def recorded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check_query(request.GET)  # Django's own pages hand its words to the database
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with recording(by=request.user):
                return view(request, *args, **kwargs)

        return super().admin_view(recorded, cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the choice of the desk's language, kept in a cookie, and pages beside the records."""
        own = [
            path("language/", set_language, name="set_language"),
            path("find/", self.admin_view(find), name="find"),
            *field.addresses(self),
            *visits.addresses(self),
            *quality_desk.addresses(self),
        ]
        return [*own, *super().get_urls()]

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Return the words of the desk's scripts, those too that Django has not translated."""
        return DeskCatalog.as_view()(request)

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
            "words": {
                "label": _("Texts in"),
                "all": _("all languages"),
                "missing": _("missing"),
            },
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
        """Show first what waits for somebody, on a map as far as it lies somewhere."""
        quality.keep()
        found = waiting(self)
        spots = [
            {"kind": task.kind, "task": task.label} | asdict(spot)
            for task in found
            for spot in task.spots
        ]
        context = {
            "tasks": found,
            "spots": {"spots": spots, "map": map_data()} if spots else None,
            "media": MapWidget().media,
            "today": timezone.localdate(),
        }
        return super().index(request, context | (extra_context or {}))


def waiting(desk: AdminSite) -> list[Task]:
    """Return what waits for an officer, the most urgent first; nothing of which there is none."""
    found = [
        tasks.idle_imports(),
        tasks.reports(),
        tasks.drafts_to_review(),
        tasks.observations(),
        tasks.broken_circuits(),
        tasks.stops_to_put_back(),
        tasks.changing_closures(),
        tasks.reroutings(),
        tasks.main_places_to_survey(),
        *tasks.reviews_and_translations(desk),
        tasks.rough_places(),
        tasks.old_places(),
    ]
    return [task for task in found if task.count]
