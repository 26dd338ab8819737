"""Circuits that do not work, at the municipality's desk: a page, and a button for each way out."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from circuits.breakages import telling
from circuits.breakages.finding import Breakage, reviewed
from circuits.breakages.proposals import Proposal, apply, proposals
from circuits.models import Circuit
from circuits.ways import Network
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
            "may_mend": may_publish(request.user, Circuit),
        }
        return TemplateResponse(request, "admin/circuits/breakages.html", context)

    def mend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what was proposed, if it still is; say what came of it."""
        if not may_publish(request.user, Circuit):
            raise PermissionDenied
        circuit = get_object_or_404(Circuit.objects.public(), pk=pk)
        done = apply(circuit, request.POST.get("key", ""))
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
