"""Files as other people and programs write them: what each of their columns is, or what must be asked."""

from typing import NamedTuple


class Sibling(NamedTuple):
    """A file; its kind, the columns that are taken, the settings that are asked, and the reasons of what its values decided."""

    text: str
    kind: str
    mapping: dict[str, str]
    asked: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()


SIBLINGS = {
    "SAP in German": Sibling(
        """Einkaufsbeleg;Lieferant;Bestelldatum;Liefertermin;Wareneingang;Warengruppe;Bestellwert;Währung
4500017;Müller Stahl GmbH;02.03.2026;13.03.2026;12.03.2026;Stahl;1.250,00;EUR
4500018;Huber KG;03.03.2026;16.03.2026;20.03.2026;Stahl;980,50;EUR
4500019;Huber KG;04.03.2026;17.03.2026;;Chemie;110,00;EUR
""",
        "sheet",
        {
            "Einkaufsbeleg": "trial_id", "Lieferant": "supplier", "Bestelldatum": "requested_at", "Liefertermin": "promised_at",
            "Wareneingang": "delivered_at", "Warengruppe": "category", "Bestellwert": "order_value", "Währung": "currency",
        },
        decided=("other_is_actual",),
    ),
    "German, planned and actual": Sibling(
        """Auftragsnummer;Lieferant;Bestellt am;Voraussichtlicher Liefertermin;Tatsächlicher Liefertermin;Nettowert;Bemerkung
A-1;Müller;02.03.2026;13.03.2026;12.03.2026;10,50;ok
A-2;Huber;03.03.2026;16.03.2026;20.03.2026;11,50;
""",
        "sheet",
        {
            "Auftragsnummer": "trial_id", "Lieferant": "supplier", "Bestellt am": "requested_at",
            "Voraussichtlicher Liefertermin": "promised_at", "Tatsächlicher Liefertermin": "delivered_at",
            "Nettowert": "order_value", "Bemerkung": "note",
        },
    ),
    "German, confirmed and received": Sibling(
        """Bestellnr.;Firma;Bestelldatum;Bestätigter Liefertermin;Erhalten am;Antwort am
1;Müller;2026-03-02;2026-03-13;2026-03-12;2026-03-03
""",
        "sheet",
        {
            "Bestellnr.": "trial_id", "Firma": "supplier", "Bestelldatum": "requested_at",
            "Bestätigter Liefertermin": "promised_at", "Erhalten am": "delivered_at", "Antwort am": "first_reply_at",
        },
    ),
    "French": Sibling(
        """N° de commande;Fournisseur;Date de commande;Date de livraison prévue;Date de réception;Montant;Remarques
C1;Dupont SA;02/03/2026;13/03/2026;12/03/2026;120,50;
C2;Leroy SARL;03/03/2026;16/03/2026;20/03/2026;80,00;retard
""",
        "sheet",
        {
            "N° de commande": "trial_id", "Fournisseur": "supplier", "Date de commande": "requested_at",
            "Date de livraison prévue": "promised_at", "Date de réception": "delivered_at", "Montant": "order_value",
            "Remarques": "note",
        },
    ),
    "French, delivery dates alone": Sibling(
        """Commande;Fournisseur;Date commande;Date de livraison
C1;Dupont SA;2026-03-02;2026-03-13
C2;Leroy SARL;2026-03-03;
""",
        "sheet",
        {"Commande": "trial_id", "Fournisseur": "supplier", "Date commande": "requested_at"},
        asked=("heading.Date de livraison",),
        decided=("values",),
    ),
    "Spanish": Sibling(
        """numero_pedido,proveedor,fecha_pedido,fecha_prevista_entrega,fecha_recepcion,importe,observaciones
P1,García SL,2026-03-02,2026-03-13,2026-03-12,120.50,
P2,López SA,2026-03-03,2026-03-16,,80.00,sin noticias
""",
        "sheet",
        {
            "numero_pedido": "trial_id", "proveedor": "supplier", "fecha_pedido": "requested_at",
            "fecha_prevista_entrega": "promised_at", "fecha_recepcion": "delivered_at", "importe": "order_value",
            "observaciones": "note",
        },
    ),
    "Spanish, delivery dates alone": Sibling(
        """Nº pedido;Proveedor;Fecha de pedido;Fecha de entrega;Respuesta
7;García SL;2026-03-02;2026-03-13;2026-03-03
8;López SA;2026-03-03;2026-03-16;
""",
        "sheet",
        {
            "Nº pedido": "trial_id", "Proveedor": "supplier", "Fecha de pedido": "requested_at", "Respuesta": "first_reply_at",
        },
        asked=("heading.Fecha de entrega",),
    ),
    "Dutch, delivery dates alone": Sibling(
        """Ordernummer;Leverancier;Besteldatum;Leverdatum
1;Jansen;2026-03-02;2026-03-13
2;Bakker;2026-03-03;2026-03-16
""",
        "sheet",
        {"Ordernummer": "trial_id", "Leverancier": "supplier", "Besteldatum": "requested_at"},
        asked=("heading.Leverdatum",),
    ),
    "Dutch, some of them ahead": Sibling(
        """Ordernummer;Leverancier;Besteldatum;Leverdatum
1;Jansen;2026-12-02;2026-12-13
2;Bakker;2026-12-23;2027-01-16
""",
        "sheet",
        {
            "Ordernummer": "trial_id", "Leverancier": "supplier", "Besteldatum": "requested_at", "Leverdatum": "promised_at",
        },
        decided=("lies_ahead",),
    ),
    "Dutch, a year mistyped is not ahead": Sibling(
        """Ordernummer;Leverancier;Besteldatum;Leverdatum
1;Jansen;2026-03-02;2026-03-13
2;Bakker;2026-03-03;2036-03-16
""",
        "sheet",
        {"Ordernummer": "trial_id", "Leverancier": "supplier", "Besteldatum": "requested_at"},
        asked=("heading.Leverdatum",),
    ),
    "Dutch, confirmed and actual": Sibling(
        """Bestelnr;Leverancier;Orderdatum;Bevestigde leverdatum;Werkelijke leverdatum;Antwoorddatum
1;Acme;2026-03-02;2026-03-09;2026-03-13;2026-03-03
""",
        "sheet",
        {
            "Bestelnr": "trial_id", "Leverancier": "supplier", "Orderdatum": "requested_at",
            "Bevestigde leverdatum": "promised_at", "Werkelijke leverdatum": "delivered_at", "Antwoorddatum": "first_reply_at",
        },
    ),
    "ERP in English": Sibling(
        """PO Number,Vendor,Created at,Due date,Receipt date,Net value
1,Acme,2026-03-02,2026-03-09,2026-03-08,100
2,Bolt,2026-03-02,2026-03-09,2026-03-12,100
""",
        "sheet",
        {
            "PO Number": "trial_id", "Vendor": "supplier", "Due date": "promised_at", "Receipt date": "delivered_at",
            "Net value": "order_value",
        },
        asked=("columns.requested_at",),
    ),
    "Odoo": Sibling(
        """Order Reference,Vendor,Order Deadline,Expected Arrival,Total,Status
P00001,Acme,2026-03-02 10:00:00,2026-03-09 10:00:00,100.0,Purchase Order
P00002,Bolt,2026-03-02 10:00:00,2026-03-09 10:00:00,100.0,RFQ Sent
""",
        "sheet",
        {"Order Reference": "trial_id", "Vendor": "supplier", "Expected Arrival": "promised_at"},
        asked=("columns.requested_at",),
    ),
    "pandas": Sibling(
        """vendorName,orderDate,promisedDate,receivedDate,orderValue
Acme,2026-03-02,2026-03-09,2026-03-08,10.0
Bolt,2026-03-02,2026-03-09,NaT,nan
""",
        "sheet",
        {
            "vendorName": "supplier", "orderDate": "requested_at", "promisedDate": "promised_at", "receivedDate": "delivered_at",
            "orderValue": "order_value",
        },
    ),
    "Jira": Sibling(
        """Issue key,Organization,Created,First response,Resolved,Status,Priority
T-1,Acme,2026-03-02 10:00,2026-03-02 12:00,2026-03-04 12:00,Closed,High
T-2,Bolt,2026-03-02 10:00,,2026-03-04 12:00,Resolved,Medium
T-3,Bolt,2026-03-03 10:00,2026-03-03 11:00,,Open,Medium
""",
        "sheet",
        {"Issue key": "trial_id", "First response": "first_reply_at"},
        asked=("columns.supplier", "columns.requested_at"),
    ),
    "answers to a request for quotation": Sibling(
        """RFQ number,Supplier,RFQ sent,Response date,Price,Delivery time (days)
R1,Acme,2026-03-02,2026-03-05,100,5
R2,Bolt,2026-03-02,2026-03-06,90,8
""",
        "sheet",
        {
            "RFQ number": "trial_id", "Supplier": "supplier", "RFQ sent": "requested_at", "Response date": "first_reply_at",
            "Price": "order_value",
        },
    ),
    "hours to the reply": Sibling(
        """Leverancier;Aangevraagd op;Reactietijd (uur)
Acme;2026-03-02;4
Bolt;2026-03-13;26
""",
        "sheet",
        {"Leverancier": "supplier", "Aangevraagd op": "requested_at", "Reactietijd (uur)": "first_reply_at"},
    ),
    "one row per order with a status": Sibling(
        """Supplier,PO,When,Status
Acme,1,2026-03-02,Delivered
Acme,2,2026-03-03,Closed
Bolt,3,2026-03-04,Pending
Bolt,4,2026-03-04,Delivered
""",
        "sheet",
        {"Supplier": "supplier", "PO": "trial_id"},
        asked=("columns.requested_at",),
        decided=("sheet",),
    ),
    "lines of orders with a status": Sibling(
        """PO,Line,Vendor,Order date,Received date,Status
1,1,Acme,2026-03-02,2026-03-05,Delivered
1,2,Acme,2026-03-02,2026-03-06,Shipped
2,1,Bolt,2026-03-02,,Confirmed
2,2,Bolt,2026-03-02,2026-03-08,Delivered
""",
        "sheet",
        {"PO": "trial_id", "Vendor": "supplier", "Order date": "requested_at", "Received date": "delivered_at"},
        ("repeated",),
    ),
    "a log of states": Sibling(
        """PO,Vendor,Date,Status
1,Acme,2026-03-02,Ordered
1,Acme,2026-03-09,Delivered
2,Bolt,2026-03-02,Ordered
2,Bolt,2026-03-05,Shipped
""",
        "events",
        {"PO": "trial_id", "Vendor": "supplier", "Date": "occurred_at", "Status": "event"},
        asked=("kind",),
        decided=("event", "occurred_at"),
    ),
    "a hand-made log": Sibling(
        """Nr;Supplier;Soort;Datum;Wat gebeurd;Wie;Opmerking
1;Kroon Druk;drukwerk;2026-03-02;besteld;Anna;50 flyers
1;Kroon Druk;drukwerk;2026-03-02;antwoord;Anna;
1;Kroon Druk;drukwerk;2026-03-06;geleverd;Anna;
2;Bord & Zn;borden;2026-03-02;besteld;Anna;
2;Bord & Zn;borden;2026-03-05;nagebeld;Piet;
2;Bord & Zn;borden;2026-03-16;telefonisch nagebeld;Piet;
3;Mok BV;mokken;2026-03-03;besteld;Piet;
3;Mok BV;mokken;2026-03-03;automatisch antwoord;Piet;
3;Mok BV;mokken;2026-03-04;offerte;Piet;
""",
        "events",
        {"Nr": "trial_id", "Supplier": "supplier", "Datum": "occurred_at", "Wat gebeurd": "event", "Opmerking": "note"},
        decided=("events", "event", "occurred_at", "trial_id"),
    ),
    "a log under the headings of a sheet": Sibling(
        """Bestellung;Lieferant;Tag;Was
17;Müller;2026-03-02;order
17;Müller;2026-03-04;reply
18;Huber;2026-03-02;order
18;Huber;2026-03-09;reminder
""",
        "events",
        {"Bestellung": "trial_id", "Lieferant": "supplier", "Tag": "occurred_at", "Was": "event"},
        decided=("events", "values", "event", "occurred_at"),
    ),
    "a log whose rows are numbered": Sibling(
        """No,Order,Vendor,Date,What happened
1,A,Acme,2026-03-02,order
2,A,Acme,2026-03-03,reply
3,B,Bolt,2026-03-02,order
4,B,Bolt,2026-03-06,chase
""",
        "events",
        {"Order": "trial_id", "Vendor": "supplier", "Date": "occurred_at", "What happened": "event"},
        decided=("occurred_at", "trial_id"),
    ),
    "a log with two dates": Sibling(
        """order,vendor,what happened,date,logged at
1,Acme,order,2026-03-02,2026-03-02
1,Acme,reply,2026-03-03,2026-03-04
2,Bolt,order,2026-03-02,2026-03-02
2,Bolt,chase,2026-03-09,2026-03-09
""",
        "events",
        {"order": "trial_id", "vendor": "supplier", "what happened": "event"},
        asked=("columns.occurred_at",),
        decided=("trial_id",),
    ),
    "a log with two columns of events": Sibling(
        """order,vendor,date,type,action
1,Acme,2026-03-02,order,order
1,Acme,2026-03-03,reply,answer
2,Bolt,2026-03-02,order,order
2,Bolt,2026-03-09,chase,reminder
""",
        "events",
        {"order": "trial_id", "vendor": "supplier", "date": "occurred_at"},
        asked=("columns.event",),
        decided=("events", "occurred_at", "trial_id"),
    ),
    "a log with promises": Sibling(
        """Ordernr;Leverancier;Wanneer;Actie;Beloofd voor
1;Jansen;2026-03-02 10:00;bestelling;
1;Jansen;2026-03-03 10:00;bevestiging;2026-03-10
""",
        "events",
        {
            "Ordernr": "trial_id", "Leverancier": "supplier", "Wanneer": "occurred_at", "Actie": "event",
            "Beloofd voor": "promised_at",
        },
    ),
    "a log without ids": Sibling(
        """Leverancier;Datum;Wat
Acme;2026-03-02;besteld
Acme;2026-03-13;geleverd
Bolt;2026-03-02;besteld
Bolt;2026-03-05;nagebeld
""",
        "events",
        {"Leverancier": "supplier", "Datum": "occurred_at", "Wat": "event"},
        asked=("kind", "columns.trial_id"),
        decided=("event", "occurred_at"),
    ),
    "a log without a header": Sibling(
        """1;Acme;2026-03-02;besteld
1;Acme;2026-03-03;antwoord
2;Bolt;2026-03-03;besteld
2;Bolt;2026-03-09;nagebeld
""",
        "events",
        {"column 3": "occurred_at", "column 4": "event"},
        asked=("columns.supplier", "columns.trial_id"),
        decided=("events", "event", "occurred_at"),
    ),
    "Ontvangst with dates": Sibling(
        "Leverancier;Besteld op;Ontvangst\nA;2026-03-02;2026-03-13\nB;2026-03-02;2026-03-14\n",
        "sheet",
        {"Leverancier": "supplier", "Besteld op": "requested_at", "Ontvangst": "delivered_at"},
        decided=("values",),
    ),
    "Ontvangst with grades": Sibling(
        "Leverancier;Besteld op;Ontvangst\nA;2026-03-02;4\nB;2026-03-02;5\n",
        "sheet",
        {"Leverancier": "supplier", "Besteld op": "requested_at", "Ontvangst": "welcome"},
        decided=("values",),
    ),
    "an empty column with the better heading": Sibling(
        "Vendor,Company,Order date\n,Acme,2026-03-02\n,Bolt,2026-03-03\n",
        "sheet",
        {"Company": "supplier", "Order date": "requested_at"},
    ),
    "an empty column with the only heading": Sibling(
        "Vendor,Delivered by,Order date\n,Acme,2026-03-02\n,Bolt,2026-03-03\n",
        "sheet",
        {"Order date": "requested_at"},
        asked=("columns.supplier",),
    ),
    "words under a heading of dates": Sibling(
        "Supplier,Order,Ordered,Order placed on\nA,1,20 flyers,2026-03-02\nB,2,a mug,2026-03-03\n",
        "sheet",
        {"Supplier": "supplier", "Order placed on": "requested_at"},
    ),
    "two header lines": Sibling(
        "Order;;Levering;\nNummer;Leverancier;Besteld;Beloofd\n1;A;2026-03-02;2026-03-13\n2;B;2026-03-02;2026-03-14\n",
        "sheet",
        {"Leverancier": "supplier", "Besteld": "requested_at", "Beloofd": "promised_at"},
    ),
    "titles with dates above": Sibling(
        "Inkoopoverzicht 2026\nGemaakt:;01-11-2026\n\nPO;Leverancier;Besteld op;Geleverd op;Status\n"
        "1;A;2026-03-02;2026-03-13;Closed\n2;B;2026-03-02;2026-03-14;Closed\n",
        "sheet",
        {"PO": "trial_id", "Leverancier": "supplier", "Besteld op": "requested_at", "Geleverd op": "delivered_at"},
    ),
    "rows of words that are headings elsewhere": Sibling(
        "PO,Vendor,Order date,Delivered,State,Priority,By\nA,Ostler,2026-03-02,yes,Closed,Medium,email\n"
        "B,Ostler,,yes,Closed,Medium,Delivered\n",
        "sheet",
        {"PO": "trial_id", "Vendor": "supplier", "Order date": "requested_at", "Delivered": "delivered_at"},
    ),
}  # fmt: skip
