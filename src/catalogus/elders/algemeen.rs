//! Agreements on all messages, and on the answers to them.

use super::{partijen, poort, schema, via};
use crate::bericht::Soort;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::{
    DECLARATIE, DECLARATIE_ANTWOORD, GEEN_RETOUR, HEEN, MET_CLIENT, MET_GEBOORTEDATUM, RETOUR,
};

pub(super) const REGELS: &[CatalogusRegel] = &[
    partijen(
        "OP003",
        HEEN,
        "Geen bericht als dat gevaarlijk is voor de cliënt",
        "Soms vindt een professional het te gevaarlijk om gegevens van een cliënt te delen, bijvoorbeeld \
         omdat het adres geheim moet blijven. Gebruik dan geen berichten, en spreek een andere weg af. De \
         poort kan dit niet zien.",
    ),
    poort(
        "OP039",
        &[
            Soort::Toewijzing,
            Soort::Start,
            Soort::Stop,
            Soort::VerzoekWijziging,
            Soort::Antwoord,
            Soort::Declaratie,
            Soort::DeclaratieAntwoord,
        ],
        "Naam en adres mogen per partij verschillen",
        "Iedere partij mag deze gegevens sturen zoals ze in de eigen administratie staan. Alleen wat deel \
         is van een sleutel moet gelijk zijn. De poort vergelijkt namen en adressen daarom niet met eerdere \
         berichten.",
    ),
    poort(
        "OP047",
        GEEN_RETOUR,
        "Wat niet aan de standaard voldoet, mag worden afgekeurd",
        "De poort weigert een bericht dat niet bij het schema past. Een bericht dat een getoetste regel \
         overtreedt, keurt de poort af. Bij elke fout staat de plek en wat er moet veranderen.",
    ),
    poort(
        "OP065",
        RETOUR,
        "Een retourbericht noemt alleen een cliënt met een fout",
        "Is alles goed, dan bestaat het retourbericht alleen uit een Header. Zit er een fout in, dan komt \
         de cliënt in zijn geheel terug met bij elke klasse een code. Zo schrijft de poort het.",
    )
    .zie(&["IV028", "IV032"]),
    schema(
        "OP079",
        MET_CLIENT,
        "Het burgerservicenummer gaat altijd mee",
        "Het schema eist een Bsn in elk bericht over een cliënt. Of het nummer kan bestaan, zegt de \
         elfproef.",
    )
    .zie(&["CS002"]),
    poort(
        "OP080",
        GEEN_RETOUR,
        "De volgorde van aankomst zegt niets",
        "Berichten kunnen elkaar inhalen. Welke toewijzing geldt, volgt daarom uit Toewijzingsdatum en \
         Toewijzingstijd. Wacht na een correctie op het retourbericht voordat u verdergaat, dan voorkomt u \
         dat het volgende bericht wordt afgekeurd.",
    )
    .zie(&["IV013"]),
    poort(
        "OP090",
        RETOUR,
        "Op elk bericht volgt binnen drie werkdagen een retourbericht",
        "De poort antwoordt zodra een bericht is verwerkt, meestal binnen enkele seconden. Antwoordt de \
         ontvanger zelf, of blijft het antwoord om een andere reden uit, dan staat dat bij de termijnen.",
    ),
    poort(
        "OP090x2",
        RETOUR,
        "Kan er geen retourbericht komen, dan hoort de verzender dat anders",
        "Een bericht dat niet bij het schema past, krijgt direct een antwoord van de API met alle fouten \
         (status 422). De poort bewaart de weigering, zodat de beheerder kan zien wat er misging.",
    ),
    poort(
        "OP090x4",
        DECLARATIE_ANTWOORD,
        "Op elke declaratie volgt binnen tien werkdagen een antwoord",
        "De poort stuurt het declaratie-antwoord zodra de declaratie is verwerkt. Blijft het uit, dan staat \
         dat bij de termijnen, en neemt de aanbieder contact op met de gemeente.",
    ),
    poort(
        "OP095",
        HEEN,
        "Afkeuren mag alleen op wat de verzender kan weten",
        "De regels van de poort kijken naar het bericht, naar eerdere berichten en naar lijsten die voor \
         beide partijen gelden. Een storing in de poort leidt nooit tot een retourcode: het bericht wacht \
         dan.",
    ),
    poort(
        "OP179",
        GEEN_RETOUR,
        "Een bestand is hoogstens 25 MB",
        "De poort weigert een groter bericht (status 413) en bewaart het niet. Verdeel de inhoud over meer \
         berichten. Antwoorden die heel groot worden, schrijft de poort zo kort mogelijk.",
    ),
    partijen(
        "OP191",
        &[Soort::Toewijzing, Soort::VerzoekToewijzing],
        "Zo weinig mogelijk vrije tekst",
        "Gebruik Commentaar alleen voor wat nergens anders in het bericht past. Zet er niets in waaraan \
         iemand te herkennen is, tenzij die persoon dat goed vindt. De poort toont de inhoud van Commentaar \
         in geen enkele melding.",
    ),
    poort(
        "OP192",
        GEEN_RETOUR,
        "Een bericht is XML in UTF-8",
        "De poort schrijft UTF-8 zonder BOM en eindigt regels met CR en LF. Bij het lezen is de poort \
         soepeler: andere coderingen, een BOM en andere regeleinden zijn ook goed.",
    ),
    via(
        "OP252",
        MET_GEBOORTEDATUM,
        &["CS139"],
        "Bij een deels onbekende geboortedatum staat wat er klopt",
        "DatumGebruik zegt welke delen van de geboortedatum bekend zijn. De datum en DatumGebruik moeten \
         bij elkaar passen.",
    )
    .zie(&["IV009"]),
    poort(
        "OP254",
        GEEN_RETOUR,
        "De AGB-code wijst de aanbieder aan",
        "De poort leest in de Header van wie een bericht komt en voor wie het is, en bezorgt het daar. In \
         iWmo zijn er AGB-codes speciaal voor de Wmo; in iJw de gewone.",
    ),
    poort(
        "OP286",
        HEEN,
        "Eén fout keurt het hele bericht af",
        "Een afgekeurd bericht telt alsof het nooit is verstuurd. Verbeter het en stuur het in zijn geheel \
         opnieuw. Alleen van een declaratie kan een deel worden toegekend.",
    )
    .zie(&["IV032", "IV087"]),
    poort(
        "OP303",
        DECLARATIE,
        "Met het declaratie-antwoord kan de aanbieder verder",
        "Het antwoord noemt de afgewezen prestaties met de reden, en het bedrag dat is toegekend. \
         Toegekende prestaties staan er niet in.",
    )
    .zie(&["IV087"]),
    poort(
        "OP304",
        DECLARATIE_ANTWOORD,
        "Het declaratie-antwoord noemt alleen een cliënt van wie iets is afgewezen",
        "Cliënten van wie alles is toegekend, laat de poort weg uit het antwoord.",
    )
    .zie(&["IV087"]),
    via(
        "OP355",
        DECLARATIE_ANTWOORD,
        &["TR337", "TR376"],
        "Een declaratie-antwoord hoort bij een declaratie",
        "Het antwoord van de poort noemt altijd het bericht en het nummer van de declaratie. Een antwoord \
         van een gemeente zelf moet dat ook doen.",
    ),
];
