"""Make a photo that was taken on the spot one of its place, as its officer or another one says."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from geodata.drafts import drafts
from geodata.drafts.models import Draft
from geodata.errors import NotTakenOver
from geodata.field.models import Observation
from geodata.field.taking_over import settled
from geodata.history.documents import document_of
from geodata.history.models import Revision
from geodata.history.recording import recording
from geodata.models import Photo, Place
from geodata.photo_field import Redrawn
from geodata.publication import Person, edits_a_draft, may_edit

PHOTO = "photo"  # in what taking an observation over has left


def may_add_photos(person: Person, place: Place | None) -> bool:
    """Tell whether a person may make photos ones of a place, be it in a draft."""
    return (
        person.has_perms(("geodata.add_photo", "geodata.change_place"))
        and place is not None
        and may_edit(person, place)
    )


def check_photo(observation: Observation) -> None:
    """Refuse an observation whose photo cannot become one of its place.

    Raises
    ------
    NotTakenOver
        It has none, its place has gone, or the photo is one of the place's already.
    """
    if observation.photo is None:
        raise NotTakenOver(_("This observation has no photo."))
    if observation.place is None:
        raise NotTakenOver(_("The place has been deleted: make it anew, or set this aside."))
    if Photo.objects.filter(pk=observation.left.get(PHOTO)).exists():
        raise NotTakenOver(_("This photo has been taken over already."))


def picture_of(observation: Observation) -> Redrawn:
    """Return the file of an observation's photo, which was drawn anew when it came in."""
    slug = observation.place.slug if observation.place else "photo"
    return Redrawn(bytes(observation.photo or b""), name=f"{slug}.jpg")


@transaction.atomic
def add_to_place(observation: Observation, photo: Photo, by: Person) -> Draft | None:
    """Make a saved photo one of the place, and return the draft in which it waits, if it does.

    A note is dealt with then.
    """
    place = Place.objects.select_for_update(of=("self",)).get(observations=observation)
    draft = None
    if edits_a_draft(by, place):
        with drafts.tried(drafts.open_draft(place)):
            proposed = Place.objects.get(pk=place.pk)
            proposed.photos.add(photo)
            document = document_of(proposed)
        draft = drafts.propose(place, document, by=by, reason=observation.note)
    else:
        with recording(by, kind=Revision.Kind.FIELD, reason=observation.note):
            place.photos.add(photo)
    observation.left = observation.left | {PHOTO: photo.pk}
    is_read = observation.kind == Observation.Kind.NOTE and observation.state in Observation.OPEN
    if is_read:
        settled(observation, Observation.State.APPLIED, by)
    else:
        observation.save(update_fields=["left"])
    return draft
