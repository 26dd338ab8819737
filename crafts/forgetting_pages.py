"""Forget a person at the desk: what will be removed is shown before, and confirmed by typing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crafts.errors import NobodyToForget
from crafts.forgetting import KEEPERS, Person, forget
from geodata.history.record_pages import HistoryPages

FORGET = "crafts.forget_artisan"


class ForgettingPages(HistoryPages):
    """People, whom those forget who may."""

    change_form_template = "admin/crafts/artisan_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page that forgets."""
        view = self.admin_site.admin_view(self.forget_view)
        return [path("<int:pk>/forget/", view, name="crafts_artisan_forget"), *super().get_urls()]

    def forget_url(self, request: HttpRequest, pk: int) -> str:
        """Return where a person is forgotten, for those who may."""
        may = request.user.has_perm(FORGET)
        return reverse("admin:crafts_artisan_forget", args=[pk]) if may else ""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead from the form to the page that forgets."""
        url = self.forget_url(request, int(object_id)) if object_id.isdecimal() else ""
        context = {"forget_url": url} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show all that is kept of a person; forget it where their code is typed."""
        if not request.user.has_perm(FORGET):
            raise PermissionDenied
        try:
            person = Person.find(pk)
        except NobodyToForget as error:
            raise Http404(str(error)) from error
        typed = request.POST.get("code", "").strip()
        if request.method == "POST" and typed.casefold() == person.code.casefold():
            return self._forget(request, pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Forget this person"),
            "opts": self.opts,
            "person": person,
            "lines": lines(person),
            "mentions": [_mention(thing) for thing in person.mentions],
            "typed": typed,
            "ticked": request.POST.getlist("photo"),
            "is_refused": request.method == "POST",
        }
        return TemplateResponse(request, "admin/crafts/forget.html", context)

    def _forget(self, request: HttpRequest, pk: int) -> HttpResponse:
        shared = [int(photo) for photo in request.POST.getlist("photo") if photo.isdecimal()]
        forget(pk, by=request.user, shared_photos=shared)
        self.message_user(
            request, _("The person is forgotten: nothing is kept of them."), messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:crafts_artisan_changelist"))


def lines(person: Person) -> list[str]:
    """Return what will be removed besides photos, one line each."""
    memories = person.memories
    versions, drafts, imports = (
        found.count() for found in (memories.versions, memories.drafts, memories.imports)
    )
    told = [
        _("the record, with its workplaces and its place in circuits and products")
        if person.record is not None
        else "",
        ngettext(
            "what %(count)d state in the history said, and why it was changed",
            "what %(count)d states in the history said, and why they were changed",
            versions,
        )
        % {"count": versions}
        if versions
        else "",
        ngettext("%(count)d draft", "%(count)d drafts", drafts) % {"count": drafts}
        if drafts
        else "",
        ngettext("what %(count)d import remembers", "what %(count)d imports remember", imports)
        % {"count": imports}
        if imports
        else "",
        _("what the territory’s files said: take the person out of them too")
        if memories.loads.exists()
        else "",
        *(keeper.told(person.pk) for keeper in KEEPERS),
        *(
            _("the register %(file)s, which waits to be imported: send it again without them")
            % {"file": register.name}
            for register in person.files
        ),
    ]
    return [line for line in told if line]


def _mention(thing: Any) -> Any:
    options = thing._meta
    url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[thing.pk])
    return format_html(
        '{} <a href="{}"><bdi>{}</bdi></a>', capfirst(options.verbose_name), url, thing
    )
