//! Agreements on claims (323).

use super::{partijen, poort, schema, via};
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::DECLARATIE;

pub(super) const REGELS: &[CatalogusRegel] = &[
    partijen(
        "OP262",
        DECLARATIE,
        "Bij inspanning is er een tarief per tijdseenheid of per stuk",
        "Leg in het contract het tarief vast per minuut, uur, dagdeel of etmaal, of per stuk bij eenheid \
         84.",
    )
    .zie(&["TR418"]),
    partijen(
        "OP263",
        DECLARATIE,
        "Bij output is er een tarief per stuk of een bedrag per periode",
        "Spreek ook af wat het resultaat is, en hoe u ziet dat het is bereikt.",
    ),
    partijen(
        "OP264",
        DECLARATIE,
        "Bij output is afgesproken wanneer er wordt gedeclareerd",
        "Dat kan aan het eind van een traject, na een stap erin, of elke maand een vast bedrag.",
    )
    .zie(&["IV089"]),
    via(
        "OP267",
        DECLARATIE,
        &["TR341", "TR346", "CS339"],
        "De eenheid van de declaratie past bij de toewijzing",
        "Declareer in de eenheid van de toewijzing. Wie uren toegewezen kreeg, mag ook in minuten \
         declareren.",
    )
    .zie(&["IV081"]),
    via(
        "OP276",
        DECLARATIE,
        &["TR304", "TR338", "TR384"],
        "Een aanbieder declareert alleen met een eigen toewijzing",
        "De toewijzing is aan deze aanbieder gestuurd, voor deze cliënt, en is niet verwijderd.",
    ),
    via(
        "OP279",
        DECLARATIE,
        &["TR307", "TR308"],
        "Gedeclareerde zorg valt in de toegewezen periode",
        "Zorg van vóór de ingangsdatum of na de einddatum wordt niet toegekend.",
    ),
    via(
        "OP280",
        DECLARATIE,
        &["CS340", "TR319"],
        "Een declaratie gaat over één maand",
        "Prestaties uit eerdere maanden mogen mee.",
    )
    .zie(&["IV090"]),
    schema(
        "OP281",
        DECLARATIE,
        "Een declaratie mag over meer cliënten gaan",
        "Het schema laat in een 323 zo veel cliënten toe als er nodig zijn.",
    ),
    via(
        "OP283",
        DECLARATIE,
        &["TR314", "TR315"],
        "Elke prestatie heeft een eigen referentienummer",
        "De aanbieder nummert zelf, per wet. Een creditprestatie krijgt ook een nieuw nummer.",
    ),
    via(
        "OP284",
        DECLARATIE,
        &["TR318"],
        "Declaratieperioden sluiten op elkaar aan",
        "Een maand overslaan mag alleen als er die maand niets te declareren is. De laatste maand mag u nog \
         eens gebruiken, voor correcties.",
    )
    .zie(&["IV090"]),
    via(
        "OP302",
        DECLARATIE,
        &["TR338", "TR339", "TR340", "TR369"],
        "Het gedeclareerde product past bij de toewijzing",
        "Neem de categorie en de code over die in de toewijzing staan. Staat er geen code of geen product \
         in, kies dan wat er is geleverd binnen het contract.",
    )
    .zie(&["IV075"]),
    via(
        "OP349",
        DECLARATIE,
        &["TR333"],
        "Elke declaratie heeft een eigen nummer",
        "De aanbieder nummert zelf, per wet.",
    ),
    via(
        "OP354",
        DECLARATIE,
        &["TR319", "TR335"],
        "Zorg wordt gedeclareerd in de maand erna, of later",
        "Later mag tot vijf jaar na de productperiode.",
    )
    .zie(&["IV090"]),
    via(
        "OP360",
        DECLARATIE,
        &["TR390"],
        "Een prestatie wordt hoogstens één keer gecrediteerd",
        "Na de credit kan er wel een nieuwe debetprestatie komen.",
    ),
    poort(
        "OP364",
        DECLARATIE,
        "Declareren hangt niet af van start en stop",
        "De poort kijkt bij een declaratie niet naar gemelde starts en stops. Ontbreekt een start, dan is \
         dat geen reden om een prestatie af te wijzen.",
    ),
    via(
        "OP365",
        DECLARATIE,
        &["TR321", "TR322"],
        "De omvang van de declaratie past bij de toewijzing",
        "Is er geen omvang toegewezen, dan gelden de afspraken in het contract.",
    ),
    via(
        "OP366",
        DECLARATIE,
        &["TR389"],
        "Eerst helemaal crediteren, dan verbeteren",
        "De credit en de verbeterde prestatie mogen in dezelfde declaratie staan. Bij de verwerking gaan \
         credits vóór debets.",
    )
    .zie(&["IV086"]),
    via(
        "OP367",
        DECLARATIE,
        &["CS337"],
        "Een productperiode ligt binnen één maand",
        "Verdeel zorg over meer maanden in een prestatie per maand.",
    ),
    via(
        "OP368",
        DECLARATIE,
        &["TR307", "TR308", "TR387", "TR388"],
        "Een productperiode ligt binnen de toewijzing",
        "Begint of eindigt de toewijzing midden in de maand, dan is de productperiode korter dan de maand.",
    ),
];
