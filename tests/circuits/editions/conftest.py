"""A small circuit with people, and its edition over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from circuits.editions import publishing
from circuits.models import Circuit, Edition
from crafts.models import Artisan
from geodata.models import Place
from tests import towns

EAST = (-10.05, 28.987)


@dataclass
class Town:
    """Souk, Amhirich and an unlocated Dlalat on one circuit, and Fatima who works in the souk."""

    circuit: Circuit
    souk: Place
    amhirich: Place
    dlalat: Place
    fatima: Artisan

    def publish(self) -> Edition:
        """Publish the circuit as it is in the database now."""
        edition = publishing.publish(self.circuit)
        assert edition is not None
        return edition

    def withdraw(self) -> None:
        """Let Fatima take back that she is shown."""
        self.fatima.consent_withdrawn_on = date(2026, 11, 23)
        self.fatima.save()


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path) -> None:
    """Keep uploads and images out of the way."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def town(db: None, it_is: Callable[[str], Any]) -> Town:
    """Return the town on a Monday at nine."""
    it_is(f"{towns.MONDAY}T09:00")
    ville = towns.place("Ville", "town", position_accuracy_m=1500)
    souk = towns.place("Souk", name_ar="السوق", opening_hours="Mo-Sa 09:00-18:00", parent=ville)
    amhirich = towns.place("Amhirich", "weekly_market", at=EAST, opening_hours="Sa 06:00-12:00")
    dlalat = towns.place("Dlalat", at=None, parent=ville)
    leather = towns.craft("Cuir", [souk])
    fatima = towns.artisan("Fatima", leather, bio_fr="Depuis 1990", phone="+212 600 000000")
    towns.works_at(fatima, souk, "Mo-Th 09:00-12:00")
    bag = towns.product("Sac", leather, [souk], price_mad="250.00")
    bag.artisans.add(fatima)
    circuit = towns.circuit("Tour", (souk, 30), (amhirich, 60), (dlalat, 20), summary_fr="Le tour")
    return Town(circuit, souk, amhirich, dlalat, fatima)


type Get = Callable[..., dict[str, Any]]


@pytest.fixture
def get(client: Client) -> Get:
    """Return a function that asks the API and returns what it says."""

    def ask(path: str, status: int = 200) -> dict[str, Any]:
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == status, response.content
        return response.json()

    return ask
