"""The files of a territory that say who and what: crafts, people, motifs and products."""

from __future__ import annotations

from crafts.models import (
    Artisan,
    Craft,
    Motif,
    Organisation,
    Product,
    SalePoint,
    Tool,
    Workplace,
)
from geodata.loading import (
    RECORD_FIELDS,
    Choice,
    Flag,
    Kind,
    Known,
    Many,
    Money,
    Records,
    Reference,
    Rows,
    Text,
    Translated,
    extend,
    hours,
    nested,
    register,
    sourced,
)
from geodata.models import EvidenceScope, Publication

DEEPEST_CRAFT = 3


def _check_consent(records: Records, known: Known) -> None:
    """Check that no real person is published from a file: consent is given at the desk."""
    for record in records.values():
        if not record.is_sample and record.columns["status"] == Publication.PUBLISHED:
            record.spot.at("status").fault(
                "a real person is published only with consent, which is entered at the desk: "
                'write "status": "draft" here, or mark a made-up person as "sample": true.'
            )


extend("place", Many("crafts", to="craft"))

register(
    Kind(
        name="craft",
        plural="crafts",
        model=Craft,
        files=("crafts.json",),
        fields=(
            Reference("parent", to="craft"),
            Translated("name", required=True),
            Text("other_names"),
            Translated("description", required=True),
            Translated("materials"),
            Translated("techniques"),
            Translated("note"),
            Choice("evidence_scope", choices=EvidenceScope, required=True),
            Rows(
                "tools",
                model=Tool,
                fields=(
                    Text("local_name", required=True),
                    Translated("name", required=True),
                ),
            ),
            *RECORD_FIELDS,
        ),
        checks=(nested(DEEPEST_CRAFT), sourced),
    )
)

register(
    Kind(
        name="organisation",
        plural="organisations",
        model=Organisation,
        files=("organisations.json",),
        fields=(
            Choice("kind", choices=Organisation.Kind, required=True),
            Choice("state", choices=Organisation.State, required=True),
            Translated("name", required=True),
            Translated("description"),
            Reference("place", to="place"),
            Many("crafts", to="craft"),
            *RECORD_FIELDS,
        ),
        checks=(sourced,),
    )
)

register(
    Kind(
        name="artisan",
        plural="artisans",
        model=Artisan,
        files=("artisans.json",),
        fields=(
            Translated("name", required=True),
            Many("crafts", to="craft", least=1),
            Reference("organisation", to="organisation"),
            Translated("bio"),
            Text(
                "languages",
                pattern=r"[a-z]{2,3}( [a-z]{2,3})*",
                hint="a list of language codes such as ar fr zgh",
            ),
            Rows(
                "workplaces",
                model=Workplace,
                by="place",
                fields=(
                    Reference("place", to="place", required=True),
                    hours("opening_hours"),
                    Translated("note"),
                ),
            ),
            Many("products", to="product"),
            *RECORD_FIELDS,
        ),
        checks=(_check_consent,),
    )
)

register(
    Kind(
        name="motif",
        plural="motifs",
        model=Motif,
        files=("motifs.json",),
        fields=(
            Choice("kind", choices=Motif.Kind, required=True),
            Translated("name", required=True),
            Reference("place", to="place"),
            Reference("craft", to="craft"),
            Translated("description"),
            Translated("evidence"),
            Translated("protection"),
            Translated("reuse_note"),
            *RECORD_FIELDS,
        ),
        checks=(sourced,),
    )
)

register(
    Kind(
        name="product",
        plural="products",
        model=Product,
        files=("products.json",),
        fields=(
            Reference("craft", to="craft", required=True),
            Translated("name", required=True),
            Text("local_name"),
            Translated("description"),
            Translated("materials"),
            Translated("techniques"),
            Translated("colours"),
            Translated("note"),
            Choice("evidence_scope", choices=EvidenceScope, required=True),
            Flag("made_here", default=True),
            Money("price_mad", most=999_999),
            Translated("price_note"),
            Rows(
                "sale_points",
                model=SalePoint,
                by="place",
                is_sample=lambda row: row["basis"] == SalePoint.Basis.SAMPLE,
                fields=(
                    Reference("place", to="place", required=True),
                    Choice("basis", choices=SalePoint.Basis, required=True),
                ),
            ),
            Many("motifs", to="motif"),
            Many("organisations", to="organisation"),
            *RECORD_FIELDS,
        ),
        checks=(sourced,),
    )
)
