"""Circuits that do not work, at the municipality's desk: a page, and a button for each way out."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from circuits.breakages import telling
from circuits.breakages.finding import Breakage, reviewed
from circuits.breakages.proposals import Proposal, apply, proposals
from circuits.breakages.putting_back import put_back, to_put_back
from circuits.models import Circuit, StandIn
from circuits.ways import Network
from geodata.errors import RestoreRefused
from geodata.publication import may_publish

MOST_PROPOSED = 12
LIST = "admin:circuits_circuit_breakages"


class BreakageAdmin(admin.ModelAdmin):
    """The circuits' part of the desk that says which of them do not work."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page, and what its buttons do."""
        view = self.admin_site.admin_view
        return [
            path("breakages/", view(self.breakages_view), name="circuits_circuit_breakages"),
            path(
                "<int:pk>/mend/", view(require_POST(self.mend_view)), name="circuits_circuit_mend"
            ),
            path(
                "stand-ins/<int:pk>/",
                view(require_POST(self.stand_in_view)),
                name="circuits_circuit_stand_in",
            ),
            *super().get_urls(),
        ]

    def breakages_view(self, request: HttpRequest) -> HttpResponse:
        """Show what breaks each circuit and what could be done; the doubts below.

        Proposals take some tenths of a second a circuit: where many break, all but the first are
        shown with theirs one at a time, at ``?circuit=``.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("circuit", "")
        public = Circuit.objects.public()
        found = reviewed(public.filter(pk=chosen) if chosen.isdecimal() else public)
        network = Network.now()
        broken = [one for one in found if one.troubles]
        context = self.admin_site.each_context(request) | {
            "title": _("Circuits that do not work"),
            "opts": self.opts,
            "broken": [_told(one, proposals(one, network)) for one in broken[:MOST_PROPOSED]],
            "others": [_told(one, []) for one in broken[MOST_PROPOSED:]],
            "doubtful": [_doubts(one) for one in found if one.doubts],
            "to_put_back": [(one, telling.put_back_sentence(one)) for one in to_put_back()],
            "may_mend": may_publish(request.user, Circuit),
        }
        return TemplateResponse(request, "admin/circuits/breakages.html", context)

    def mend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what was proposed, if it still is; say what came of it."""
        if not may_publish(request.user, Circuit):
            raise PermissionDenied
        circuit = get_object_or_404(Circuit.objects.public(), pk=pk)
        done = apply(circuit, request.POST.get("key", ""), by=request.user)
        if done is None:
            text = _(
                "%(circuit)s has changed since you looked, and nothing was done: choose again from "
                "what is proposed now."
            )
            self.message_user(request, text % {"circuit": circuit}, messages.WARNING)
        else:
            said = telling.proposal_sentence(done)
            self.log_change(request, circuit, said)
            text = " ".join([f"{circuit}{_(': ')}{said}", *telling.effects(done)[:1]])
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse(LIST))

    def stand_in_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a stop back that went for a closure, or leave the circuit as it is."""
        if not may_publish(request.user, Circuit):
            raise PermissionDenied
        stand_in = get_object_or_404(StandIn.objects.select_related("circuit", "place"), pk=pk)
        circuit, place = stand_in.circuit, stand_in.place
        if "_leave" in request.POST:
            stand_in.delete()
            text = _("%(circuit)s stays as it is, without %(place)s.")
            self.message_user(request, text % {"circuit": circuit, "place": place})
            return HttpResponseRedirect(reverse(LIST))
        try:
            put_back(stand_in, by=request.user)
        except RestoreRefused as error:
            change = reverse("admin:geodata_revision_change", args=[stand_in.revision_id])
            link = format_html('<a href="{}">{}</a>', change, _("See what was done then"))
            self.message_user(request, format_html("{} {}", error, link), messages.ERROR)
            return HttpResponseRedirect(reverse(LIST))
        text = _("%(place)s is a stop of %(circuit)s again, as it was.")
        said = text % {"circuit": circuit, "place": place}
        self.log_change(request, circuit, said)
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse(LIST))


def _told(breakage: Breakage, offered: list[Proposal]) -> dict[str, Any]:
    return {
        "circuit": breakage.circuit,
        "troubles": [
            {
                "text": telling.trouble_sentence(trouble),
                "days": telling.days_sentence(breakage, trouble),
                "closure": trouble.period.key if trouble.period else None,
                "place": trouble.stop.place,
            }
            for trouble in breakage.troubles
        ],
        "proposals": [
            {
                "key": proposal.key,
                "text": telling.proposal_sentence(proposal),
                "effects": telling.effects(proposal),
            }
            for proposal in offered
        ],
    }


def _doubts(breakage: Breakage) -> dict[str, Any]:
    return {
        "circuit": breakage.circuit,
        "texts": [telling.trouble_sentence(doubt) for doubt in breakage.doubts],
    }
