"""Columns: what a column of somebody's table may mean, in people's words, for each kind of record it becomes."""

from __future__ import annotations

from typing import Final

from vocab.language import Text

KINDS: Final = ("listing", "offer", "request", "event")
# A column that states its own language, such as `description:fr`, goes by its own name.
_PLACE: Final = {
    "street": Text("Rue, adresse", "Street, address"),
    "housenumber": Text("Numéro dans la rue", "House number"),
    "postcode": Text("Code postal", "Postcode"),
    "city": Text("Ville, localité", "Town"),
    "commune": Text("Commune : son nom ou son code INSEE", "Commune: its name or its INSEE code"),
    "country": Text("Pays", "Country"),
    "latitude": Text("Latitude", "Latitude"),
    "longitude": Text("Longitude", "Longitude"),
    "point": Text("Latitude et longitude ensemble", "Latitude and longitude together"),
}
_ABOUT: Final = {
    "description": Text("Description", "Description"),
    "territory": Text("Territoires desservis", "Territories served"),
    "sector": Text("Secteur", "Sector"),
    "need": Text("Usage, besoin", "Need"),
    "tags": Text("Étiquettes, catégories", "Tags, categories"),
}
_CONTACT: Final = {
    "contact_name": Text("Nom d'une personne (ne sera pas repris)", "A person's name (left out)"),
    "contact_email": Text("Adresse électronique (ne sera pas reprise)", "E-mail address (left out)"),
    "contact_phone": Text("Téléphone (ne sera pas repris)", "Telephone (left out)"),
}
_LAST: Final = {
    "language": Text("Langue de la ligne", "Language of the line"),
    "key": Text("Numéro ou identifiant de la ligne", "Number or identifier of the line"),
}
_OWN: Final = {
    "action": Text("De quoi s'agit-il", "What it is about"),
    "exchange": Text("De quelle manière (vente, prêt, don…)", "In which way (sale, loan, gift…)"),
    "price": Text("Prix en euros", "Price in euros"),
}

COLUMNS: Final[dict[str, dict[str, Text]]] = {
    "listing": {
        "name": Text("Nom de l'organisation", "Name of the organisation"),
        **_ABOUT,
        "website": Text("Site web", "Website"),
        **_PLACE,
        "siren": Text("SIREN ou SIRET", "SIREN or SIRET"),
        "rna": Text("Numéro RNA", "RNA number"),
        "legal_form": Text("Forme juridique", "Legal form"),
        "source": Text("Source de la ligne", "Source of the line"),
        "license": Text("Licence de la ligne", "Licence of the line"),
        **_CONTACT,
        **_LAST,
    },
    "offer": {
        "name": Text("Titre", "Title"),
        **_ABOUT,
        **_OWN,
        "valid_until": Text("Valable jusqu'au", "Valid until"),
        **_PLACE,
        **_LAST,
    },
    "request": {
        "name": Text("Titre", "Title"),
        **_ABOUT,
        **_OWN,
        "deadline": Text("Date limite de réponse", "Answers until"),
        **_PLACE,
        **_LAST,
    },
    "event": {
        "name": Text("Nom du rendez-vous", "Name of the event"),
        "starts": Text("Commence le", "Begins"),
        "starts_time": Text("Heure de début", "Hour of the beginning"),
        "ends": Text("Finit le", "Ends"),
        "ends_time": Text("Heure de fin", "Hour of the end"),
        **_ABOUT,
        "online": Text("Adresse du rendez-vous en ligne", "Address of the online meeting"),
        "join_url": Text("Page d'inscription", "Page to sign up"),
        **_PLACE,
        **_LAST,
    },
}
# Headings of other people's files, beside those of `mapping`.
ALSO: Final[dict[str, str]] = {
    "action": "action|type d echange",
    "exchange": "exchange|modalite|modalites|mode",
    "price": "price|prix|tarif|montant|cout|prix ttc",
    "valid_until": "valid until|valable jusqu au|fin de validite|validite|expire le|expiration",
    "deadline": "deadline|date limite|avant le|echeance|date limite de reponse|date limite de candidature",
    "starts": "starts|start|debut|date de debut|date|commence le|date debut|jour|start date|begin|quand",
    "starts_time": "heure|heure de debut|horaire|heure debut|start time",
    "ends": "ends|end|fin|date de fin|finit le|date fin|end date",
    "ends_time": "heure de fin|heure fin|end time",
    "online": "online|visio|lien visio|visioconference",
    "join_url": "join url|inscription|lien d inscription|lien|url|billetterie|site web|site",
}
