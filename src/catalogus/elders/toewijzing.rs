//! Agreements on allocations (301).

use super::{partijen, schema, via};
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::TOEWIJZING;

pub(super) const REGELS: &[CatalogusRegel] = &[
    partijen(
        "OP001",
        TOEWIJZING,
        "Bekend is wie het gezag over de jeugdige heeft",
        "De gemeente legt vast wie beslist over de jeugdige: een ouder of voogd, of vanaf zestien jaar soms \
         de jeugdige zelf. De poort kan dit niet nagaan.",
    )
    .alleen_ijw(),
    partijen(
        "OP002",
        TOEWIJZING,
        "De toewijzing noemt de gezagsdrager",
        "Neem de gezagsdrager op als Relatie van de cliënt. Er zijn twee uitzonderingen.",
    )
    .zie(&["OP002x1", "OP002x2"])
    .alleen_ijw(),
    partijen(
        "OP002x1",
        TOEWIJZING,
        "Een gezagsdrager die de aanbieder al kent, hoeft niet mee",
        "Zegt het verzoek om toewijzing met GezagsdragerBekend dat de aanbieder weet wie het is, dan mag de \
         gemeente de Relatie weglaten.",
    )
    .alleen_ijw(),
    partijen(
        "OP002x2",
        TOEWIJZING,
        "Een jeugdige met eigen gezag is geen relatie van zichzelf",
        "Neem de cliënt niet nog een keer op als Relatie.",
    )
    .alleen_ijw(),
    partijen(
        "OP033x1",
        TOEWIJZING,
        "Een toewijzing wijzigt met een nieuw bericht",
        "De gemeente mag de einddatum verzetten, het budget wijzigen, en het volume als Frequentie 6 is. \
         Verwijderen kan ook. Is de wijziging geen wens van de aanbieder, overleg dan eerst. De nieuwste \
         versie geldt.",
    )
    .zie(&["IV013", "IV066"]),
    partijen(
        "OP043",
        TOEWIJZING,
        "Geen toewijzing naast een persoonsgebonden budget",
        "Voor hetzelfde product loopt óf een toewijzing óf een persoonsgebonden budget. Laat de toewijzing \
         eindigen voordat het budget ingaat. De poort kent persoonsgebonden budgetten niet.",
    ),
    partijen(
        "OP071",
        TOEWIJZING,
        "Een relatie houdt haar eigen nummer",
        "Geef elke relatie van een cliënt een ander nummer, en houd dat in alle berichten gelijk. Binnen \
         één bericht mag een nummer niet dubbel voorkomen.",
    )
    .zie(&["TR101"]),
    schema(
        "OP076",
        TOEWIJZING,
        "Bij een contactpersoon staat wie dat is voor de cliënt",
        "Het schema eist Soort bij elke Relatie. Noem alleen mensen die nodig zijn om de cliënt te \
         bereiken.",
    ),
    partijen(
        "OP086",
        TOEWIJZING,
        "De gemeente wijst zorg toe met een bericht",
        "Dit geldt voor inspannings- en outputgerichte producten. Zonder toewijzing keurt de poort een \
         start, een stop of een prestatie af.",
    )
    .zie(&["TR019", "TR338"]),
    partijen(
        "OP087",
        TOEWIJZING,
        "Een toewijzingsbericht noemt alles wat loopt en wat er wijzigt",
        "Stuur voor een cliënt en een aanbieder alle toewijzingen mee die nu of later gelden, en wat sinds \
         het vorige bericht veranderde. Een verwijderde toewijzing loopt niet meer. Er is geen retourcode \
         voor wat ontbreekt, dus de poort keurt er niet op af. Stelt de poort zelf een toewijzing op na een \
         verzoek, dan staat alles erin.",
    ),
    via(
        "OP091",
        TOEWIJZING,
        &["TR061", "TR006"],
        "Een cliënt mag meer adressen hebben, met hun soort erbij",
        "Vul bij elk adres Soort. Minstens één adres is dat van de basisregistratie, een verblijfadres of \
         een correspondentie-adres.",
    ),
    via(
        "OP130",
        TOEWIJZING,
        &["TR006"],
        "Van een relatie zijn naam en adres of telefoonnummer bekend",
        "Het schema eist de naam. Geef daarbij een volledig adres, een telefoonnummer of beide.",
    ),
    partijen(
        "OP186",
        TOEWIJZING,
        "Beëindigen met terugwerkende kracht gaat in overleg",
        "Ligt de nieuwe einddatum in het verleden en kon de aanbieder niet weten dat hij moest stoppen, \
         vraag hem dan eerst of het goed is.",
    ),
    partijen(
        "OP257",
        TOEWIJZING,
        "Andere zorg vraagt een nieuwe toewijzing",
        "Verandert het product of de omvang, beëindig dan de oude toewijzing en geef een nieuwe af. Een \
         andere einddatum, een ander budget of een ander totaal past in de bestaande toewijzing.",
    )
    .zie(&["IV066", "OP380"]),
    partijen(
        "OP258",
        TOEWIJZING,
        "De aanbieder hoort met een bericht dat een toewijzing eindigt",
        "Stuur de toewijzing opnieuw, met de einddatum.",
    ),
    via(
        "OP259",
        TOEWIJZING,
        &["TR302"],
        "Dezelfde zorg wordt niet dubbel toegewezen",
        "Voor een product mag een aanbieder op elke dag maar één toewijzing hebben. In iWmo zijn \
         hulpmiddelen (categorie 11 tot en met 14) uitgezonderd.",
    ),
    schema(
        "OP260",
        TOEWIJZING,
        "Een product is een categorie, zo nodig met een code",
        "De categorie zegt om welke soort zorg het gaat, de code zegt het preciezer. Het schema laat geen \
         code toe zonder categorie.",
    ),
    partijen(
        "OP261",
        TOEWIJZING,
        "Per product staat de uitvoeringsvariant vast",
        "Spreek in het contract af of een product inspanningsgericht, outputgericht of taakgericht wordt \
         uitgevoerd. Het bericht zelf zegt dat niet.",
    )
    .zie(&["IV074"]),
    via(
        "OP275",
        TOEWIJZING,
        &["TR332"],
        "Elke toewijzing van een gemeente heeft een eigen nummer",
        "De nummering loopt per wet: een nummer mag in iJw en in iWmo allebei voorkomen.",
    ),
    partijen(
        "OP298",
        TOEWIJZING,
        "Een totaalvolume verlagen kan alleen als de aanbieder instemt",
        "Dit gaat over toewijzingen met Frequentie 6. Overleg voordat u het bericht stuurt. De poort kan \
         niet zien of er overleg was.",
    ),
    partijen(
        "OP299",
        TOEWIJZING,
        "Een budget verlagen kan alleen als de aanbieder instemt",
        "Heeft de aanbieder er zelf om gevraagd met een verzoek om wijziging, dan is overleg niet nodig. De \
         poort kan niet zien of er overleg was.",
    ),
    partijen(
        "OP305",
        TOEWIJZING,
        "Stuks bij inspanning krijgen eenheid 84",
        "Is in het contract een prijs per stuk afgesproken voor een inspanningsgericht product, wijs dan \
         toe met eenheid 84. Eenheid 82 is voor stuks bij outputgerichte producten.",
    ),
    partijen(
        "OP348",
        TOEWIJZING,
        "Een verzoek om wijziging wordt toegewezen zoals het is gevraagd",
        "Neem alles over uit het verzoek. De data mogen anders zijn als de gewenste dag al voorbij is, en \
         het nummer als er een nieuwe toewijzing nodig is.",
    )
    .zie(&["IV093", "OP257"]),
    via(
        "OP362",
        TOEWIJZING,
        &["TR385"],
        "Verwijderen kost de aanbieder geen recht op betaling",
        "Verwijder een toewijzing alleen als er niets op is geleverd of gedeclareerd. De poort ziet alleen \
         wat is gedeclareerd.",
    ),
    partijen(
        "OP380",
        TOEWIJZING,
        "Verlengen gaat met een latere einddatum",
        "Blijven volume en frequentie gelijk en is de einddatum nog niet voorbij, houd dan hetzelfde nummer \
         en schuif de einddatum op. Bij Frequentie 6 is dat niet verplicht.",
    )
    .zie(&["OP257"]),
];
