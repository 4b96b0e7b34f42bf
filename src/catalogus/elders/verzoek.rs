//! Agreements on requests and the answers to them (315, 317 and 319).

use super::{partijen, via};
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::{
    ANTWOORD, TOEWIJZING_OF_ANTWOORD, VERZOEK_TOEWIJZING, VERZOEK_WIJZIGING, VERZOEKEN,
};

pub(super) const REGELS: &[CatalogusRegel] = &[
    partijen(
        "OP274",
        TOEWIJZING_OF_ANTWOORD,
        "Op een verzoek om toewijzing antwoordt de gemeente binnen vijf werkdagen",
        "Stuur voor elk gevraagd product een 301 of een 319. Zegt de 319 dat de gemeente het onderzoekt, \
         dan komt het eindantwoord binnen acht weken na de dagtekening van het verzoek. De poort bewaakt \
         deze termijnen.",
    ),
    partijen(
        "OP296",
        VERZOEK_TOEWIJZING,
        "Een verzoek om toewijzing past bij het contract",
        "Vraag alleen producten die de gemeente bij u heeft gecontracteerd. De poort kent de contracten \
         niet.",
    ),
    via(
        "OP297",
        VERZOEK_TOEWIJZING,
        &["CD066", "CD067", "CD068"],
        "De code van de verwijzer gaat mee als die bekend is",
        "Vul ZorgverlenerCode als de verwijzer die heeft gegeven. Anders is de naam van de verwijzer \
         genoeg.",
    ),
    via(
        "OP306",
        VERZOEK_WIJZIGING,
        &["TR350", "TR351", "TR352"],
        "Een verzoek om wijziging is voor zorg die al loopt",
        "Gebruik een 317 als de cliënt tijdens de zorg een ander pakket nodig heeft. Er is dan minstens één \
         lopende toewijzing.",
    ),
    partijen(
        "OP307",
        VERZOEK_TOEWIJZING,
        "Een verzoek om toewijzing is voor een nieuwe zorgvraag",
        "De cliënt komt met een verwijzing of een open beschikking, en voor dit product en deze periode is \
         er nog geen toewijzing.",
    ),
    via(
        "OP308",
        VERZOEK_WIJZIGING,
        &["TR349", "TR350", "TR351", "TR352", "TR353"],
        "Een verzoek om wijziging toont de hele gewenste situatie",
        "Noem wat blijft, wat wijzigt en wat erbij komt. De gemeente beslist over het geheel.",
    )
    .zie(&["IV092"]),
    via(
        "OP343",
        VERZOEK_WIJZIGING,
        &["TR380"],
        "Een verzoek om wijziging komt op tijd",
        "Geef de gemeente de tijd om te antwoorden voordat de wijziging in moet gaan. Een nieuw product \
         gaat altijd in na de dagtekening.",
    ),
    via(
        "OP344",
        TOEWIJZING_OF_ANTWOORD,
        &["TR355", "TR359", "TR360", "TR365"],
        "Elk verzoek eindigt met een toewijzing of een afwijzing",
        "De gemeente mag eerst eenmaal melden dat zij het onderzoekt. Bij een verzoek om toewijzing beslist \
         zij per product, bij een verzoek om wijziging over het geheel.",
    ),
    via(
        "OP345",
        VERZOEK_WIJZIGING,
        &["TR357", "TR373"],
        "Een wijziging vanaf het begin maakt eerdere zorg niet onrechtmatig",
        "Vraag geen lagere omvang of lager budget dan er al is geleverd of gedeclareerd. De poort toetst de \
         gewenste ingangsdatum, niet de hoogte.",
    ),
    partijen(
        "OP346",
        TOEWIJZING_OF_ANTWOORD,
        "Op een verzoek om wijziging antwoordt de gemeente binnen vijf werkdagen",
        "Stuur een 301 of een 319 voor het hele verzoek. Zegt de 319 dat de gemeente het onderzoekt, dan \
         komt het eindantwoord binnen acht weken na de dagtekening van het verzoek. De poort bewaakt deze \
         termijnen.",
    ),
    via(
        "OP347",
        VERZOEKEN,
        &["TR361", "TR386", "TR410"],
        "Dezelfde zorg wordt niet dubbel aangevraagd",
        "Vraag een product voor elke dag maar één keer. In iWmo zijn hulpmiddelen (categorie 11 tot en met \
         14) uitgezonderd.",
    ),
    via(
        "OP350",
        VERZOEKEN,
        &["TR374"],
        "Per cliënt loopt er één verzoek tegelijk",
        "Wacht met een nieuw verzoek tot de gemeente het vorige heeft toegewezen of afgewezen.",
    ),
    partijen(
        "OP359",
        ANTWOORD,
        "Een afwijzing om de woonplaats komt binnen twee weken",
        "De gemeente noemt dan ook de gemeente die volgens haar wel verantwoordelijk is. De poort bewaakt deze \
         termijn niet apart: dat het om de woonplaats gaat, weet zij pas als het antwoord er is.",
    )
    .zie(&["TR377", "TR409"])
    .alleen_ijw(),
    via(
        "OP361",
        VERZOEKEN,
        &["TR347", "TR383"],
        "Elke aanvraag heeft een eigen referentie",
        "Gebruik een ReferentieAanbieder maar één keer binnen een wet.",
    ),
];
