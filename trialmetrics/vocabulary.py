"""The vocabulary of trial logs, as data: events, states, columns, and how people write them."""

import re
from typing import Literal, NamedTuple

# The end of an id that was made for a trial whose sheet has none: of its round, tester and supplier, see `intake.rows`.
MADE_ID = re.compile(r" #(line )?\d+$")


class EventWord(NamedTuple):
    """A kind of event: whose act it is, whether it is a reply (stops the clock), whether it is human contact."""

    by: Literal["buyer", "machine", "supplier", "observed", "tester"]
    reply: bool = False
    contact: bool = False


_REPLY = EventWord("supplier", reply=True, contact=True)
_CONTACT = EventWord("supplier", contact=True)

EVENTS: dict[str, EventWord] = {
    "request": EventWord("buyer"),
    "chase": EventWord("buyer"),
    "complaint": EventWord("buyer"),
    "auto_reply": EventWord("machine"),
    "reply": _REPLY,
    "question": _REPLY,
    "advice": _REPLY,
    "quote": _REPLY,
    "confirmation": _REPLY,
    "decline": _REPLY,
    "brush_off": _REPLY,
    "dispatch": _CONTACT,
    "delivery": _CONTACT,
    "partial_delivery": _CONTACT,
    "invoice": _CONTACT,
    "initiative": _CONTACT,
    "recovery": _CONTACT,
    "error": EventWord("observed"),
    "rude": EventWord("observed"),
    "belittling": EventWord("observed"),
    "disclosed": EventWord("observed"),
    "assessment": EventWord("tester"),
    "closed": EventWord("tester"),
    "void": EventWord("tester"),
}

STATES = (
    "void", "burnt", "incomplete", "fulfilled", "brushed_off", "declined", "ignored", "dropped", "stopped", "open",
)  # fmt: skip
# An ended trial came to something or to nothing, or was stopped, which is neither.
SOMETHING = ("fulfilled", "declined")
NOTHING = ("ignored", "brushed_off", "dropped")
ENDED = (*SOMETHING, "stopped", *NOTHING)

# Kinds of observation: a missing event counts as "did not happen" only if its kind was observed.
OBSERVED = (
    "contact", "reply_times", "delivery", "chases", "errors", "initiatives", "recoveries", "rude", "belittling", "complaints",
    "ratings",
)  # fmt: skip

CRITERIA = (
    "responsiveness",
    "follow_through",
    "courtesy",
    "welcome",
    "helpfulness",
    "care",
    "outcome",
    "devotion",
)  # fmt: skip

ORDER_CLASSES = ("small", "large")
CHANNELS = ("email", "phone", "web", "chat", "visit", "post")
OUTCOMES = ("fulfilled", "declined", "brushed_off", "ignored", "dropped", "open", "void")
RATINGS = ("welcome", "courtesy", "helpfulness")


class Column(NamedTuple):
    """A column of a log or sheet: its kind of value, whether every row needs one, and the longest text in characters."""

    kind: Literal[
        "text",
        "event",
        "moment",
        "number",
        "currency",
        "class",
        "yes_no",
        "channel",
        "rating",
        "count",
        "outcome",
    ]
    needed: bool = False
    longest: int = 0


_TRIAL = {
    "category": Column("text", longest=100),
    "round": Column("text", longest=100),
    "tester": Column("text", longest=100),
    "order_value": Column("number"),
    "currency": Column("currency"),
    "order_class": Column("class"),
    "new_customer": Column("yes_no"),
    "channel": Column("channel"),
}

_NOTED = {
    "welcome": Column("rating"),
    "courtesy": Column("rating"),
    "helpfulness": Column("rating"),
    "note": Column("text", longest=4000),
}

EVENT_COLUMNS: dict[str, Column] = {
    "supplier": Column("text", needed=True, longest=200),
    "trial_id": Column("text", needed=True, longest=100),
    "event": Column("event", needed=True),
    "occurred_at": Column("moment", needed=True),
    **_TRIAL,
    "promised_at": Column("moment"),
    **_NOTED,
    "rater": Column("text", longest=100),
}

SHEET_COLUMNS: dict[str, Column] = {
    "supplier": Column("text", needed=True, longest=200),
    "requested_at": Column("moment", needed=True),
    "trial_id": Column("text", longest=100),
    **_TRIAL,
    "first_reply_at": Column("moment"),
    "promised_at": Column("moment"),
    "delivered_at": Column("moment"),
    "closed_at": Column("moment"),
    "chases": Column("count"),
    "chased_first": Column("yes_no"),
    "errors": Column("count"),
    "recoveries": Column("count"),
    "initiatives": Column("count"),
    "rude": Column("count"),
    "belittling": Column("count"),
    "complaints": Column("count"),
    "outcome": Column("outcome"),
    "disclosed": Column("yes_no"),
    **_NOTED,
}

# Headings that people give these columns in English, Dutch, German, French and Spanish: lower case, single spaces, without
# accents; the names of the columns need no entry. Headings of the dates promised and delivered are composed of the words in
# `intake/heading_words.py`. A heading that could mean two columns, such as "date", is listed under neither: the reader is asked.
HEADINGS: dict[str, tuple[str, ...]] = {
    "supplier": (
        "supplier name", "vendor", "vendor name", "company", "company name", "firm", "seller",
        "leverancier", "naam leverancier", "leveranciersnaam", "bedrijf", "bedrijfsnaam", "firma", "verkoper",
        "lieferant", "lieferantenname", "name des lieferanten", "kreditor", "anbieter",
        "fournisseur", "nom du fournisseur", "nom fournisseur", "societe",
        "proveedor", "nombre del proveedor", "nombre proveedor", "empresa",
    ),
    "trial_id": (
        "trial", "trial nr", "trial number", "order id", "order no", "order nr", "order number", "reference", "ref",
        "po", "po id", "po no", "po nr", "po number", "purchase order", "purchase order no", "purchase order number",
        "order reference", "rfq no", "rfq number", "ticket id", "ticket no", "ticket number", "case id", "case number",
        "issue key",
        "proef", "proef id", "proefnummer", "proeforder", "ordernummer", "ordernr", "bestelnummer", "bestelnr", "bestel nr",
        "inkooporder", "inkoopordernummer", "aanvraagnummer", "kenmerk", "referentie",
        "auftragsnummer", "auftragsnr", "auftrags nr", "bestellnummer", "bestellnr", "bestell nr", "belegnummer",
        "einkaufsbeleg", "anfragenummer", "vorgangsnummer",
        "numero de commande", "numero commande", "no de commande", "no commande", "commande no", "reference commande",
        "bon de commande",
        "numero de pedido", "numero pedido", "num pedido", "no de pedido", "no pedido", "pedido no", "orden de compra",
        "numero de orden",
    ),
    "event": (
        "event type", "what happened", "activity",
        "gebeurtenis", "soort gebeurtenis", "wat gebeurde er", "wat er gebeurde", "actie",
        "ereignis", "evenement", "evento",
    ),
    "occurred_at": (
        "when", "date and time", "event date", "event time", "moment", "timestamp", "happened at", "occurred",
        "wanneer", "datum en tijd", "tijdstip", "gebeurd op", "datum gebeurtenis",
        "zeitpunkt", "zeitstempel", "datum und uhrzeit", "horodatage", "date et heure", "fecha y hora",
    ),
    "category": (
        "product group", "product category", "item category", "material group", "commodity group", "goods",
        "categorie", "productgroep", "artikelgroep", "goederengroep", "soort goederen",
        "kategorie", "warengruppe", "produktgruppe", "materialgruppe",
        "groupe de produits", "famille de produits", "categoria", "grupo de productos", "grupo de articulos",
    ),
    "round": ("batch", "campaign", "ronde", "proefronde"),
    "tester": (
        "tested by", "buyer", "logged by", "tester naam", "getest door", "inkoper", "besteller",
        "einkaufer", "einkaeufer", "acheteur", "comprador",
    ),
    "order_value": (
        "value", "amount", "order amount", "price", "total price", "net value", "po value", "order total", "net amount",
        "orderwaarde", "bestelwaarde", "bedrag", "waarde", "prijs", "orderbedrag", "nettowaarde",
        "bestellwert", "nettowert", "auftragswert", "betrag", "nettobetrag", "montant", "importe",
    ),
    "currency": ("currency code", "valuta", "munt", "wahrung", "waehrung", "devise", "moneda", "divisa"),
    "order_class": ("class", "order size", "size", "orderklasse", "ordergrootte", "grootte", "klein of groot", "klasse"),
    "new_customer": ("is new customer", "nieuwe klant"),
    "channel": ("medium", "via", "kanaal", "kanal", "canal"),
    "promised_at": (),
    "welcome": ("welcoming", "welkom", "hoe welkom", "accueil"),
    "courtesy": (
        "politeness", "friendliness", "friendly",
        "vriendelijk", "vriendelijkheid", "beleefdheid", "beleefd", "hoffelijkheid",
        "freundlichkeit", "hoflichkeit", "politesse", "courtoisie", "amabilidad", "cortesia",
    ),
    "helpfulness": ("helpful", "behulpzaamheid", "behulpzaam", "hilfsbereitschaft"),
    "note": (
        "notes", "remark", "remarks", "comment", "comments", "quote text",
        "opmerking", "opmerkingen", "notitie", "notities", "toelichting", "citaat",
        "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "notiz",
        "remarque", "remarques", "commentaire", "commentaires", "observaciones", "comentario", "comentarios", "nota", "notas",
    ),
    "rater": ("rated by", "second rater", "beoordelaar", "beoordeeld door"),
    "requested_at": (
        "requested", "requested on", "request date", "ordered", "ordered at", "ordered on", "order date", "date ordered",
        "date of order", "po date", "purchase date", "purchase order date", "order placed", "order placed on",
        "rfq date", "rfq sent", "enquiry date", "inquiry date",
        "besteld", "besteld op", "besteldatum", "datum besteld", "datum bestelling", "aangevraagd", "aangevraagd op",
        "aanvraagdatum", "datum aanvraag", "orderdatum", "datum order",
        "bestellt", "bestellt am", "bestelldatum", "auftragsdatum", "angefragt am", "anfragedatum",
        "date de commande", "date commande", "date de la commande", "commande le", "date de demande", "date de la demande",
        "fecha de pedido", "fecha pedido", "fecha del pedido", "pedido el", "fecha de orden", "fecha de compra",
        "fecha de solicitud", "fecha solicitud",
    ),
    "first_reply_at": (
        "first reply", "first reply date", "date of first reply", "first response", "first response at",
        "first response date", "first responded at", "first answer", "replied", "replied at", "replied on", "responded at",
        "responded on", "answered on", "answered at", "reply", "reply date", "date of reply", "response", "response date",
        "answer", "answer date", "response time", "first response time", "reply time",
        "eerste reactie", "eerste antwoord", "reactie", "reactie op", "antwoord", "antwoord op", "eerste reactie op",
        "antwoorddatum", "datum antwoord", "reactiedatum", "datum reactie", "datum eerste reactie", "beantwoord op",
        "gereageerd op", "reactietijd", "responstijd",
        "antwort", "antwort am", "antwortdatum", "geantwortet am", "erste antwort", "erste antwort am", "erste reaktion",
        "antwortzeit", "reaktionszeit",
        "reponse", "date de reponse", "date reponse", "premiere reponse", "date de premiere reponse", "repondu le",
        "delai de reponse",
        "respuesta", "fecha de respuesta", "fecha respuesta", "primera respuesta", "fecha de primera respuesta",
        "respondido el", "tiempo de respuesta",
    ),
    "delivered_at": (
        "goods received", "goods receipt", "goederenontvangst", "wareneingang", "wareneingangsdatum", "wareneingang am",
    ),
    "closed_at": (
        "closed", "closed on", "closed date", "date closed", "close date",
        "afgesloten", "afgesloten op", "gesloten", "gesloten op", "abgeschlossen am", "geschlossen am",
        "date de cloture", "cloture le", "cerrado el", "fecha de cierre",
    ),
    "chases": (
        "times chased", "chased", "reminders", "number of reminders", "follow ups", "how often chased",
        "nagebeld", "hoe vaak nagebeld", "aantal keer nagebeld", "herinneringen", "rappels", "aantal rappels",
        "mahnungen", "erinnerungen", "relances", "nombre de relances", "recordatorios",
    ),
    "chased_first": ("chased before reply", "eerst nagebeld", "nagebeld voor eerste reactie"),
    "errors": ("mistakes", "number of errors", "fouten", "aantal fouten"),
    "recoveries": ("made good", "recovered", "hersteld", "herstel", "goedgemaakt"),
    "initiatives": ("initiative", "unasked", "initiatief", "initiatieven", "ongevraagd"),
    "rude": ("rudeness", "grof", "onbeleefd", "onbeschoft"),
    "belittling": ("belittled", "kleinerend", "neerbuigend"),
    "complaints": ("complaint", "klachten", "klacht", "aantal klachten"),
    "outcome": ("result", "uitkomst", "resultaat", "afloop", "ergebnis", "resultat", "resultado"),
    "disclosed": ("test discovered", "discovered", "ontdekt", "test ontdekt", "proef ontdekt"),
}  # fmt: skip

# Headings that stand for one of two columns, whichever their values fit.
EITHER: dict[str, tuple[str, str]] = {
    "bestelling": ("requested_at", "trial_id"),
    "bestellung": ("requested_at", "trial_id"),
    "auftrag": ("requested_at", "trial_id"),
    "commande": ("requested_at", "trial_id"),
    "pedido": ("requested_at", "trial_id"),
    "ontvangst": ("delivered_at", "welcome"),
    "empfang": ("delivered_at", "welcome"),
}

# Ambiguous headings: proposed where their values fit, never accepted without asking.
PROPOSED: dict[str, tuple[str, ...]] = {
    "supplier": (
        "name", "naam", "contact", "partij", "partner", "organization", "organisation", "account", "relatie", "crediteur",
        "nom", "nombre",
    ),
    "trial_id": (
        "id", "nr", "no", "n", "number", "nummer", "numero", "order", "code", "key", "ticket", "case", "dossier", "aanvraag",
    ),
    "event": (
        "type", "soort", "what", "wat", "status", "action", "wat gebeurd", "was", "was passiert", "aktion", "accion", "que",
    ),
    "occurred_at": (
        "date", "datum", "time", "tijd", "day", "dag", "tag", "fecha", "jour", "le", "am", "op", "on", "created", "created at",
        "created on", "logged at",
    ),
    "requested_at": (
        "date", "datum", "day", "dag", "order", "start", "po sent to vendor date", "fecha", "tag", "jour",
        "created", "created at", "created on", "creation date", "create date", "opened", "opened at", "submitted", "submitted at",
        "sent", "sent on", "timestamp", "tijdstempel", "aangemaakt", "aangemaakt op", "verstuurd", "verstuurd op",
        "erstellt", "erstellt am", "angelegt am", "verschickt am", "cree le", "date de creation", "envoye le",
        "creado", "creado el", "fecha de creacion", "enviado el",
    ),
    "first_reply_at": (
        "quote date", "quote received", "quotation received", "offerte ontvangen", "offertedatum", "datum offerte", "angebot vom",
        "angebotsdatum", "date de devis", "devis recu le", "fecha de cotizacion", "confirmed", "confirmed on", "bevestigd",
        "bevestigd op", "bestatigt am", "confirme le", "confirmado el",
    ),
    "promised_at": (
        "requested delivery date", "required delivery date", "required date", "need by", "need by date",
        "gewenste leverdatum", "wunschtermin", "wunschliefertermin", "date souhaitee", "fecha requerida",
    ),
    "delivered_at": ("effective date",),
    "closed_at": (
        "resolved", "resolved at", "resolved on", "completed", "completed at", "completed on", "done", "opgelost", "opgelost op",
        "afgerond", "afgerond op", "erledigt", "erledigt am", "resolu le", "resuelto", "resuelto el",
    ),
    "outcome": ("status", "state", "statut", "estado", "stand"),
    "tester": ("wie", "who", "door", "by", "user", "gebruiker", "bearbeiter", "wer", "qui", "quien", "agent"),
    "category": ("soort", "type", "groep", "group", "gruppe", "groupe", "grupo", "art", "kind", "famille", "familia"),
    "order_value": ("total", "totaal", "wert", "preis", "gesamtwert", "prix", "valeur", "precio", "valor", "total amount"),
    "errors": ("incidents", "incidenten", "vorfalle", "incidencias"),
    "note": ("details", "detail", "bijzonderheden", "einzelheiten", "detalles"),
}  # fmt: skip

# Synonyms that people write for the values of fixed lists, by kind of value.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "event": {
        "request": ("order", "enquiry", "inquiry", "ordered", "aanvraag", "bestelling", "besteld", "verzoek"),
        "chase": ("chased", "reminder", "follow up", "nagebeld", "herinnering", "rappel", "nabellen"),
        "complaint": ("complained", "klacht"),
        "auto_reply": ("automatic reply", "autoreply", "automatisch antwoord", "automatische reactie"),
        "reply": ("replied", "answer", "response", "antwoord", "reactie"),
        "question": ("asked", "vraag", "wedervraag"),
        "advice": ("advised", "advies"),
        "quote": ("quotation", "offer", "offerte", "aanbieding", "prijsopgave"),
        "confirmation": ("confirmed", "order confirmation", "bevestiging", "orderbevestiging", "bevestigd"),
        "decline": ("declined", "refusal", "afwijzing", "afgewezen", "nette afwijzing"),
        "brush_off": ("brushed off", "brushoff", "afgewimpeld", "afgescheept"),
        "dispatch": ("dispatched", "shipped", "shipment", "verzonden", "verzending"),
        "delivery": ("delivered", "levering", "geleverd", "afgeleverd"),
        "partial_delivery": (
            "partial",
            "part delivery",
            "part delivered",
            "partly delivered",
            "partially delivered",
            "deellevering",
            "gedeeltelijke levering",
            "gedeeltelijk geleverd",
            "deels geleverd",
        ),
        "invoice": ("invoiced", "factuur", "rekening"),
        "initiative": ("unasked", "initiatief"),
        "recovery": ("recovered", "made good", "herstel", "hersteld", "goedgemaakt"),
        "error": ("mistake", "fout"),
        "rude": ("rudeness", "grof", "onbeleefd", "onbeschoft"),
        "belittling": ("belittled", "kleinerend", "neerbuigend"),
        "disclosed": ("discovered", "test discovered", "ontdekt", "test ontdekt"),
        "assessment": ("rating", "ratings", "beoordeling"),
        "closed": ("close", "end", "gesloten", "afgesloten", "einde"),
        "void": ("not counted", "does not count", "invalid", "ongeldig", "telt niet", "telt niet mee"),
    },
    "outcome": {
        "fulfilled": ("delivered", "geleverd", "vervuld", "uitgevoerd"),
        "declined": ("decline", "afgewezen", "nette afwijzing"),
        "brushed_off": ("brush off", "afgewimpeld", "afgescheept"),
        "ignored": ("no answer", "geen reactie", "genegeerd"),
        "dropped": ("never delivered", "nooit geleverd", "niet geleverd", "laten vallen"),
        "open": ("running", "lopend", "loopt nog"),
        "void": ("not counted", "does not count", "invalid", "ongeldig", "telt niet", "telt niet mee"),
    },
    "class": {"small": ("klein", "s"), "large": ("groot", "big", "l", "g")},
    "channel": {
        "email": ("e mail", "mail"),
        "phone": ("telephone", "call", "telefoon", "telefonisch", "gebeld"),
        "web": ("website", "web form", "webformulier", "webshop"),
        "chat": ("whatsapp",),
        "visit": ("bezoek",),
        "post": ("letter", "brief"),
    },
    "yes_no": {
        "yes": (
            "y",
            "true",
            "1",
            "x",
            "v",
            "ja",
            "j",
            "waar",
            "wahr",
            "oui",
            "vrai",
            "sí",
            "si",
            "verdadero",
        ),
        "no": ("n", "false", "0", "nee", "onwaar", "nein", "falsch", "non", "faux", "falso"),
    },
}

# Ratings as signs. A `-` counts only in a column with other signs; alone it means that nothing was noted.
RATING_SIGNS: dict[str, float] = {"++": 5, "+": 4, "+-": 3, "+/-": 3, "±": 3, "-": 2, "--": 1}

# Grades in words, the lowest first. Which rating each is depends on the others in its column (`notation.word_grades`).
GRADES: dict[str, tuple[str, ...]] = {
    "very_bad": (
        "zeer slecht", "heel slecht", "erg slecht", "very bad", "very poor", "sehr schlecht", "très mauvais", "très mauvaise",
        "muy malo", "muy mala", "muy mal", "ungenügend",
    ),
    "bad": ("slecht", "bad", "poor", "schlecht", "mauvais", "mauvaise", "malo", "mala", "mal", "mangelhaft"),
    "mediocre": ("matig", "mediocre", "mäßig", "mässig", "maessig", "ausreichend", "médiocre"),
    "fair": (
        "redelijk", "voldoende", "neutraal", "gemiddeld", "fair", "neutral", "average", "sufficient", "befriedigend",
        "durchschnittlich", "passable", "moyen", "moyenne", "neutre", "regular", "aceptable", "suficiente",
    ),
    "good": ("goed", "good", "gut", "bon", "bonne", "bien", "bueno", "buena"),
    "very_good": (
        "zeer goed", "heel goed", "erg goed", "very good", "sehr gut", "très bon", "très bonne", "très bien", "muy bueno",
        "muy buena", "muy bien",
    ),
    "excellent": (
        "uitstekend", "uitmuntend", "excellent", "outstanding", "ausgezeichnet", "hervorragend", "excellente", "excelente",
    ),
}  # fmt: skip

# Ratings as signs, smileys or stars.
RATING_WORDS: dict[str, float] = {
    **RATING_SIGNS,
    ":-)": 5, ":)": 5, ":-d": 5, ":d": 5, ":-|": 3, ":|": 3, ":-/": 2, ":/": 2, ":-(": 1, ":(": 1,
    "😀": 5, "😃": 5, "😄": 5, "😁": 5, "😊": 5, "😍": 5, "🙂": 4, "☺": 4, "😐": 3, "😑": 3, "😕": 2, "🙁": 2,
    "☹": 1, "😞": 1, "😟": 1, "😢": 1, "😠": 1, "😡": 1, "🤬": 1,
    "*****": 5, "****": 4, "***": 3, "**": 2, "*": 1, "★★★★★": 5, "★★★★": 4, "★★★": 3, "★★": 2, "★": 1,
}  # fmt: skip

# Texts for "nothing was noted": as people write it, then as programs write it into empty cells.
NOT_OBSERVED = (
    "", "n.v.t.", "n.v.t", "nvt", "n/a", "n.a.", "?", "??", "onbekend", "unknown", "niet genoteerd", "not noted",
    "k.a.", "k. a.", "keine angabe", "keine angaben", "unbekannt", "entfällt", "nicht notiert", "inconnu", "inconnue",
    "sans objet", "s.o.", "non renseigné", "non noté", "desconocido", "desconocida", "no aplica", "sin datos", "no anotado",
    "null", "(null)", "none", "nan", "nat", "<na>", "#n/a", "#n/b", "#nv", "#n/d", "\\n", "undefined", "-", "–", "—",
    "(blank)", "(leeg)", "(leer)", "(vide)", "(en blanco)",
)  # fmt: skip
# Of these, the word that may also say that nobody answered: under a date it is asked.
NOBODY_OR_NOT_NOTED = "none"
# What spreadsheets show for a failed formula, in English, Dutch, German, French and Spanish; nobody noted that.
ERRORS = (
    "#div/0!", "#name?", "#null!", "#num!", "#ref!", "#value!", "#spill!", "#calc!", "#field!",
    "#deel/0!", "#naam?", "#leeg!", "#getal!", "#verw!", "#waarde!", "#overloop!",
    "#wert!", "#bezug!", "#zahl!", "#überlauf!", "#valeur!", "#nombre!", "#nom?", "#nul!",
    "#¡valor!", "#¡ref!", "#¡num!", "#¡div/0!", "#¡nulo!", "#¿nombre?",
)  # fmt: skip
# It did not happen, and will not.
NEVER = (
    "geen", "geen reactie", "geen antwoord", "geen respons", "nooit", "nooit gereageerd", "nooit geleverd", "niet geleverd",
    "nee", "niet", "n", "never", "no reply", "no response", "no answer", "never replied", "never delivered", "not delivered",
    "no", "kein", "keine", "keine antwort", "keine reaktion", "keine rückmeldung", "nie", "niemals", "nie geliefert",
    "nicht geliefert", "nein", "nicht", "aucun", "aucune", "aucune réponse", "pas de réponse", "sans réponse", "jamais",
    "jamais livré", "non livré", "non", "ninguno", "ninguna", "ninguna respuesta", "sin respuesta", "nunca",
    "nunca entregado", "no entregado",
)  # fmt: skip
# It had not happened yet when this was written, and still may.
NOT_YET = (
    "nog niet", "nog geen reactie", "nog niet geleverd", "nog niet ontvangen", "nog geen antwoord", "in afwachting", "openstaand",
    "loopt nog", "not yet", "no reply yet", "not yet delivered", "not yet received", "no response yet", "pending", "outstanding",
    "awaiting", "noch nicht", "noch keine antwort", "noch nicht geliefert", "noch offen", "ausstehend", "pas encore",
    "pas encore livré", "pas encore de réponse", "en attente", "aún no", "todavía no", "aún sin respuesta", "pendiente",
)  # fmt: skip
# It happened, at a time that was not noted.
HAPPENED = ("ja", "yes", "x", "v", "j", "y", "oui", "sí", "si")
# What a word for nothing under `delivered_at` may mean beside a reply -> the event that happened instead of a delivery.
INSTEAD_OF_DELIVERY = {"declined": "decline", "enquiry": "quote"}
# First cells of total rows, which are not trials.
TOTALS = (
    "totaal", "total", "totals", "totalen", "subtotaal", "subtotal", "sub total", "grand total", "eindtotaal", "som", "sum",
    "gemiddelde", "gemiddeld", "average", "mean", "aantal", "count",
)  # fmt: skip

NUMBERS: dict[str, int] = {
    "een": 1, "één": 1, "one": 1, "once": 1, "eenmaal": 1, "twee": 2, "two": 2, "twice": 2, "tweemaal": 2,
    "drie": 3, "three": 3, "driemaal": 3, "vier": 4, "four": 4, "vijf": 5, "five": 5, "zes": 6, "six": 6,
    "zeven": 7, "seven": 7, "acht": 8, "eight": 8, "negen": 9, "nine": 9, "tien": 10, "ten": 10,
    "ein": 1, "eine": 1, "einmal": 1, "zwei": 2, "zweimal": 2, "dreimal": 3, "drei": 3, "viermal": 4, "fünf": 5, "fünfmal": 5,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip

# Legal forms without their points; suppliers whose names differ only in that punctuation are the same. The keys of stored
# suppliers follow from this list: a form that is added or removed gives old suppliers new keys.
LEGAL_FORMS = (
    "bv", "nv", "vof", "cv", "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "ev", "se", "sa", "sas", "sarl", "sasu", "sl", "slu",
    "srl", "spa", "snc", "bvba", "sprl", "ltd", "llc", "llp", "lp", "plc", "inc", "corp", "co", "pty", "pvt", "pte", "ab", "as",
    "asa", "oy", "oyj", "aps", "ks", "sro", "zoo", "doo", "dd", "kft", "zrt", "lda", "kk", "sdnbhd", "bhd",
)  # fmt: skip

# What follows is only used to propose that two names are one supplier.
# Further legal forms.
PROPOSED_LEGAL_FORMS = (
    "ek",
    "eurl",
    "sll",
    "dac",
    "clg",
    "eenmanszaak",
    "haftungsbeschrankt",
    "haftungsbeschraenkt",
)
# Legal forms that also stand before or within a name and mean nothing else there; others are one only at its end ("AB Print").
UNMISTAKABLE_LEGAL_FORMS = (
    "bv", "nv", "vof", "bvba", "sprl", "gmbh", "mbh", "ohg", "kgaa", "sa", "sarl", "sas", "sasu", "eurl", "snc", "slu", "sll",
    "srl", "ltd", "llc", "llp", "plc", "inc",
)  # fmt: skip
# Legal forms written in full, without accents.
LEGAL_FORMS_IN_FULL = {
    "besloten vennootschap": "bv", "naamloze vennootschap": "nv", "vennootschap onder firma": "vof",
    "commanditaire vennootschap": "cv", "gesellschaft mit beschrankter haftung": "gmbh",
    "gesellschaft mit beschraenkter haftung": "gmbh", "gesellschaft mbh": "gmbh", "aktiengesellschaft": "ag",
    "eingetragener kaufmann": "ek", "eingetragene kauffrau": "ek", "societe anonyme": "sa", "societe par actions simplifiee": "sas",
    "societe a responsabilite limitee": "sarl", "sociedad limitada": "sl", "sociedad limitada unipersonal": "slu",
    "sociedad anonima": "sa", "limited": "ltd", "limited company": "ltd", "public limited company": "plc",
    "limited liability company": "llc", "designated activity company": "dac", "incorporated": "inc", "corporation": "corp",
    "company": "co", "compagnie": "co", "cie": "co", "compania": "co", "cia": "co",
}  # fmt: skip
# Words that vary or are left out.
NAME_WORDS = {
    "en": "", "and": "", "und": "", "et": "", "y": "", "the": "", "fa": "", "firma": "",
    "zoon": "zn", "zonen": "zn", "zoons": "zn", "son": "zn", "sons": "zn", "sohn": "zn", "sohne": "zn", "soehne": "zn",
    "gebroeders": "gebr", "brothers": "gebr", "bros": "gebr", "gebruder": "gebr", "gebrueder": "gebr", "hermanos": "hnos",
    "etablissements": "ets", "saint": "st", "sint": "st", "sankt": "st", "intl": "international",
}  # fmt: skip

# Currencies in use, ISO 4217.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
CURRENCY_WORDS = {"€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "£": "GBP", "¥": "JPY"}
