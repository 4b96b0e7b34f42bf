//! The principles that the standard starts from.

use super::{partijen, poort, schema, via};
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::GEEN;

pub(super) const REGELS: &[CatalogusRegel] = &[
    partijen(
        "UP001",
        GEEN,
        "De berichten gaan over zorg in natura",
        "Gemeenten wijzen met berichten zorg toe, en aanbieders leveren en declareren die. Een \
         persoonsgebonden budget loopt niet via de berichten.",
    ),
    partijen(
        "UP003",
        GEEN,
        "Iedereen houdt zich aan de privacywet",
        "Elke partij zorgt zelf dat zij aan de AVG voldoet. De poort zet geen burgerservicenummers, namen \
         of adressen in logs, webadressen of meldingen.",
    ),
    partijen(
        "UP004",
        GEEN,
        "De verantwoordelijke gemeente wijst toe",
        "In iJw is dat de gemeente die volgens de wet verantwoordelijk is, in iWmo de gemeente waar de \
         cliënt in de basisregistratie staat.",
    ),
    via(
        "UP006",
        GEEN,
        &["CS002"],
        "Een cliënt is te herkennen aan het burgerservicenummer",
        "Gebruik het nummer uit de basisregistratie.",
    )
    .zie(&["RS037"]),
    partijen(
        "UP007",
        GEEN,
        "Het recht op zorg staat in een beschikking",
        "De beschikking gaat vooraf aan de toewijzing. De poort ziet haar niet.",
    ),
    partijen(
        "UP016",
        GEEN,
        "Zorg wordt uitgedrukt in producten",
        "Gemeente en aanbieder gebruiken dezelfde lijst met producten.",
    ),
    poort(
        "UP017",
        GEEN,
        "Gegevens gaan met vaste berichten",
        "De poort neemt alleen berichten van iJw 3.2 en iWmo 3.2 aan.",
    ),
    partijen(
        "UP019",
        GEEN,
        "De cliënt staat centraal",
        "De berichten dienen de zorg voor een mens. De poort kan dit niet toetsen.",
    ),
    partijen(
        "UP023",
        GEEN,
        "De cliënt hoeft alles maar één keer te vertellen",
        "Geef door wat u al weet. De poort kan dit niet toetsen.",
    ),
    partijen(
        "UP024",
        GEEN,
        "De uitwisseling volgt de wet",
        "Voor iJw is dat de Jeugdwet, voor iWmo de Wmo 2015.",
    ),
    schema(
        "UP025",
        GEEN,
        "Declareren gaat per cliënt",
        "Het schema van een 323 zet elke prestatie onder een Client.",
    ),
    partijen(
        "UP026",
        GEEN,
        "Er zijn drie uitvoeringsvarianten",
        "Zorg is inspanningsgericht, outputgericht of taakgericht.",
    )
    .zie(&["IV074"]),
    via(
        "UP027",
        GEEN,
        &["TR307", "TR308", "TR338", "TR322", "TR369"],
        "Een declaratie past bij de toewijzing en het contract",
        "Declareer wat is toegewezen, in de periode en tot de omvang die is toegewezen.",
    ),
    partijen(
        "UP028",
        GEEN,
        "Variant en betaling staan in een contract",
        "Gemeente en aanbieder leggen vast hoe een product wordt uitgevoerd en hoe het wordt betaald.",
    ),
    via(
        "UP031",
        GEEN,
        &["TR385"],
        "Een wijziging maakt geleverde zorg niet onrechtmatig",
        "De gemeente wijzigt een toewijzing niet zo dat de aanbieder achteraf zijn recht op betaling \
         verliest. De poort toetst alleen het verwijderen.",
    ),
    partijen(
        "UP032",
        GEEN,
        "De aanbieder laat weten dat de zorgvraag verandert",
        "Stuur een 315 voor nieuwe zorg, en een 317 als lopende zorg anders moet.",
    ),
    partijen(
        "UP037",
        GEEN,
        "Elke beschikking van een gemeente heeft een eigen nummer",
        "De nummering loopt per wet. De poort houdt beschikkingen niet bij.",
    ),
];
