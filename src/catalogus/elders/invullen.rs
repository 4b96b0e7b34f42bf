//! How the messages are filled in.

use super::{partijen, poort, via};
use crate::bericht::Soort;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::{
    ALLE, ANTWOORD, DECLARATIE, DECLARATIE_ANTWOORD, GEEN_RETOUR, MET_GEBOORTEDATUM, REGIE, RETOUR,
    TOEWIJZING, VERZOEK_TOEWIJZING, VERZOEK_WIJZIGING,
};

pub(super) const REGELS: &[CatalogusRegel] = &[
    partijen(
        "IV002",
        TOEWIJZING,
        "De naam van een instelling hoort bij het adres",
        "Vul Organisatie alleen als de cliënt of de relatie in een instelling verblijft.",
    ),
    partijen(
        "IV007",
        TOEWIJZING,
        "Een naam staat in losse delen",
        "Achternaam en voorvoegsel staan apart, van de persoon zelf en van een partner. Voornamen en \
         voorletters mogen erbij. NaamGebruik zegt hoe iemand wil worden aangesproken.",
    )
    .zie(&["CS050"]),
    via(
        "IV008",
        REGIE,
        &["TR063", "TR071", "TR074", "TR101"],
        "Een start of stop verbeteren: terugnemen en opnieuw melden",
        "Hoort het foute gegeven bij de sleutel, zet dan de terugname en de nieuwe melding in één bericht. \
         Hoort het er niet bij, zoals ToewijzingIngangsdatum, gebruik dan twee berichten.",
    )
    .zie(&["OP033"]),
    via(
        "IV009",
        MET_GEBOORTEDATUM,
        &["CS139", "TR002"],
        "Een geboortedatum die niet helemaal bekend is",
        "Schrijf 01 voor een onbekende dag of maand en 1900 voor een onbekend jaar. DatumGebruik zegt welk \
         deel klopt.",
    ),
    poort(
        "IV013",
        TOEWIJZING,
        "De toewijzing met het laatste moment geldt",
        "Toewijzingsdatum en Toewijzingstijd zeggen wanneer de gemeente iets besloot, niet wanneer zij het \
         stuurde. De poort houdt de laatste versie aan, ook als een oudere later binnenkomt. Wie \
         hetzelfde nog eens stuurt, laat het moment gelijk.",
    ),
    poort(
        "IV024",
        &[
            Soort::Toewijzing,
            Soort::VerzoekToewijzing,
            Soort::VerzoekWijziging,
            Soort::Declaratie,
            Soort::DeclaratieAntwoord,
        ],
        "Bedragen zijn hele eurocenten",
        "Schrijf 100 euro als 10000. De poort leest en rekent alleen in hele centen.",
    ),
    poort(
        "IV028",
        RETOUR,
        "Hoe een retourbericht eruitziet",
        "De poort laat de Header zoals hij was, ook Afzender en Ontvanger, maar met de BerichtCode van het \
         retourbericht en een eigen identificatie en datum erbij. Alles goed, of een fout in de Header of \
         het bericht zelf: dan komt er niets na de Header. Een fout tegen eerdere berichten: dan komt de \
         hele inhoud terug, met codes.",
    )
    .zie(&["IV032"]),
    poort(
        "IV032",
        RETOUR,
        "Welke code waar staat in een retourbericht",
        "Past een bericht niet bij het schema, dan komt er geen retourbericht. Is alles \
         goed, dan staat er geen code. Een regel in het bericht geeft 0001 op de Header. Een regel over \
         berichten geeft zijn eigen code op de klasse met de fout, 0200 waar het goed is en 0233 waar niet \
         is gekeken. De poort schrijft het zo.",
    )
    .zie(&["IV028"]),
    poort(
        "IV033",
        &[
            Soort::ToewijzingRetour,
            Soort::StartRetour,
            Soort::StopRetour,
            Soort::VerzoekToewijzingRetour,
            Soort::VerzoekWijzigingRetour,
            Soort::AntwoordRetour,
            Soort::DeclaratieAntwoord,
        ],
        "Met welke controleregels is getoetst",
        "XsltVersie hoort bij de landelijke XSLT-bestanden. De poort toetst met eigen regels en laat het \
         element weg.",
    ),
    poort(
        "IV034",
        ALLE,
        "XsdVersie komt uit het schema",
        "De poort neemt de versies over uit het schema waarmee een antwoord is gemaakt. Een bericht van een \
         ander wordt niet afgekeurd op de waarde van XsdVersie.",
    ),
    via(
        "IV042",
        &[Soort::Toewijzing, Soort::VerzoekToewijzing, Soort::VerzoekWijziging, Soort::Declaratie],
        &["CD076", "CS338", "CS339", "CS343"],
        "Volume, eenheid en frequentie horen bij elkaar",
        "Vul ze zo dat ze samen één afspraak zeggen. Is de eenheid euro's (83), dan is het volume een \
         bedrag in eurocenten. Anders is het een heel getal.",
    ),
    via(
        "IV045",
        TOEWIJZING,
        &["CS050", "CS318"],
        "Een organisatie kan voogd zijn",
        "Zet de naam van de organisatie in de achternaam van de Relatie, met NaamGebruik 6.",
    )
    .alleen_ijw(),
    via(
        "IV046",
        GEEN_RETOUR,
        &["TR378"],
        "De gemeente in de Header is de verantwoordelijke gemeente",
        "Gebruik haar code uit de lijst van het CBS.",
    ),
    via(
        "IV047",
        TOEWIJZING,
        &["TR061"],
        "Als er alleen een briefadres is",
        "Staat de cliënt met alleen een briefadres in de basisregistratie, geef dan dat adres, met Soort \
         02.",
    ),
    partijen(
        "IV052",
        VERZOEK_TOEWIJZING,
        "Het nummer van een beschikking gaat mee in het verzoek",
        "Heeft de cliënt een beschikking van de gemeente, noem dan BeschikkingNummer. De gemeente kan het \
         verzoek dan snel koppelen.",
    )
    .zie(&["CD043"]),
    partijen(
        "IV066",
        TOEWIJZING,
        "Wanneer een toewijzing een nieuw nummer krijgt",
        "Een nieuwe toekenning krijgt een nieuw nummer. Bij intrekken, verlengen, verwijderen, en een ander \
         budget of totaal blijft het nummer gelijk. Verandert de omvang op een andere manier, dan komt er een \
         nieuwe toewijzing.",
    )
    .zie(&["OP257", "TR332"]),
    partijen(
        "IV074",
        TOEWIJZING,
        "De drie uitvoeringsvarianten",
        "Inspanningsgericht gaat over tijd of inzet, outputgericht over een resultaat, taakgericht over een \
         taak voor een hele groep. Bij taakgericht zijn er geen toewijzingen en declaraties per cliënt.",
    ),
    via(
        "IV075",
        &[
            Soort::Toewijzing,
            Soort::Start,
            Soort::Stop,
            Soort::VerzoekToewijzing,
            Soort::VerzoekWijziging,
            Soort::Declaratie,
        ],
        &["CD041", "TR339", "TR340", "TR381"],
        "Hoe het product is ingevuld",
        "Een specifieke toewijzing heeft een categorie en een code, een aspecifieke alleen een categorie, \
         een generieke geen van beide. Start en stop nemen dat over. Een declaratie noemt altijd een \
         categorie en een code.",
    ),
    partijen(
        "IV076",
        DECLARATIE,
        "Het volume van een maand bij een toewijzing per week",
        "Bij inspanning telt een levering in de maand van de dag waarop zij was. Bij output telt een week \
         in de maand van haar zondag. Eindigt de toewijzing niet op een zondag, dan telt de laatste week in \
         de maand van de laatste zondag.",
    )
    .zie(&["IV077"]),
    via(
        "IV077",
        DECLARATIE,
        &["TR321", "TR322"],
        "Hoeveel er in een maand past bij een volume per week",
        "Inspanning: tel alle weken die de productperiode raakt, ook halve. Output: tel de zondagen, en één \
         erbij als de laatste zondag van de toewijzing in de periode valt en de einddatum geen zondag is. \
         Vermenigvuldig met het weekvolume. In iWmo is het bij huishoudelijke hulp (categorie 01, \
         inspanning) altijd zes keer het weekvolume.",
    ),
    via(
        "IV078",
        DECLARATIE,
        &["TR321"],
        "Wat er in een onvolledige week of maand past",
        "Bij inspanning declareert u wat er is geleverd, tot het volume van een hele week of maand. Bij \
         output spreken gemeente en aanbieder het af.",
    ),
    partijen(
        "IV079",
        DECLARATIE,
        "Uren worden afgerond op het totaal",
        "Tel alle minuten van de prestatie op en rond dan af op hele uren: vanaf een half uur naar boven, \
         en nooit minder dan één uur.",
    ),
    via(
        "IV081",
        DECLARATIE,
        &["TR341", "TR346", "TR418"],
        "Welk tarief in de prestatie staat",
        "Neem het tarief uit het contract, in de eenheid van de toewijzing. Declareert u minuten bij een \
         tarief per uur, deel dan door 60 en rond het tarief af op hele centen. Reken het bedrag uit met \
         het tarief per uur, en rond pas daarna af.",
    ),
    via(
        "IV084",
        DECLARATIE,
        &["TR387", "TR388"],
        "Elke toewijzing krijgt een eigen prestatie",
        "Volgt de ene toewijzing in dezelfde maand op de andere, dien dan voor elk een prestatie in, met \
         haar eigen productperiode.",
    ),
    via(
        "IV085",
        DECLARATIE,
        &["TR323"],
        "Wanneer crediteren mag",
        "Dat kan nadat de prestatie is toegekend. Wat is afgewezen, crediteert u niet. De gemeente kan een \
         credit alleen afwijzen om een technische fout.",
    ),
    via(
        "IV086",
        DECLARATIE,
        &["TR316", "TR358"],
        "Debet en credit in één declaratie",
        "Een nieuwe debetprestatie en haar eigen credit horen niet samen in een bericht: laat ze dan beide \
         weg. Een credit en de verbeterde prestatie mogen wel samen. Het totaal is debet min credit.",
    ),
    poort(
        "IV087",
        DECLARATIE_ANTWOORD,
        "Hoe een declaratie-antwoord eruitziet",
        "De poort schrijft een eigen Header die de declaratie noemt. Alles goed: 0200 op de Header, 8001 op \
         DeclaratieAntwoord en het hele bedrag. Is een deel afgewezen, dan staan die prestaties erin en is \
         het toegekende bedrag lager. Een fout in het bericht zelf: alleen de Header, met 0001.",
    )
    .zie(&["IV088", "TR342"]),
    poort(
        "IV088",
        DECLARATIE_ANTWOORD,
        "Welke code waar staat in een declaratie-antwoord",
        "Past een declaratie niet bij het schema, dan komt er geen antwoord. Een regel in het bericht geeft \
         0001 op de Header. Een andere regel geeft zijn eigen code op de klasse met de fout. Is een cliënt \
         afgewezen, dan krijgen zijn prestaties 0233. De poort schrijft het zo.",
    )
    .zie(&["IV087"]),
    via(
        "IV089",
        DECLARATIE,
        &["CS337", "TR387", "TR388", "TR389"],
        "Hoe de productperiode is ingevuld",
        "De productperiode is een hele maand, of het deel ervan dat binnen de toewijzing valt. Zet alles \
         van één product in die periode in één prestatie. Is er een prijs voor het hele traject, gebruik \
         dan de laatste periode.",
    ),
    via(
        "IV090",
        DECLARATIE,
        &["TR318", "TR319"],
        "Achteraf declareren",
        "Gebruik als declaratieperiode de laatst ingediende maand of een latere. De productperiode is de \
         maand van de zorg. Neem voor elke maand aparte prestaties op.",
    ),
    via(
        "IV091",
        DECLARATIE,
        &["CD060", "TR323"],
        "Hoe een creditprestatie is ingevuld",
        "Neem de debetprestatie over, met een nieuw ReferentieNummer, het oude nummer in \
         VorigReferentieNummer, en C in DebetCredit.",
    ),
    via(
        "IV092",
        VERZOEK_WIJZIGING,
        &["TR349", "TR357", "TR373"],
        "Hoe een verzoek om wijziging is ingevuld",
        "Noem elke lopende toewijzing onder OngewijzigdProduct of TeWijzigenProduct, en wat erbij moet \
         onder NieuwProduct. Een wijziging gaat in na de dagtekening, of geldt vanaf het begin. Bij een \
         budget of een totaal is dat altijd vanaf het begin.",
    ),
    via(
        "IV093",
        TOEWIJZING,
        &["TR379"],
        "Hoe een toewijzing na een verzoek om wijziging is ingevuld",
        "Wijs alles toe zoals gevraagd, of niets. Alle producten in het bericht krijgen de \
         ReferentieAanbieder van het verzoek, ook die niet wijzigen. Alleen wat wijzigt, krijgt een \
         RedenWijziging. De poort kan het bericht zo opstellen, om te bevestigen.",
    )
    .zie(&["OP348"]),
    via(
        "IV094",
        TOEWIJZING,
        &["TR379"],
        "Hoe een toewijzing na een verzoek om toewijzing is ingevuld",
        "De gemeente mag andere data, een andere omvang of een ander product kiezen. Het product krijgt de \
         ReferentieAanbieder van de aanvraag. Andere lopende toewijzingen gaan mee zonder. De poort kan het \
         bericht zo opstellen, om te bevestigen.",
    ),
    via(
        "IV095",
        ANTWOORD,
        &["TR377", "TR409"],
        "De gemeente die wel verantwoordelijk is",
        "Wijst de gemeente af om de woonplaats (reden 8), dan noemt zij de andere gemeente in \
         Woonplaatsbeginsel. Bij een andere reden blijft die klasse weg.",
    )
    .alleen_ijw(),
    poort(
        "IV096",
        REGIE,
        "Waarmee start en stop worden herkend",
        "Bij inspanning en output is dat het toewijzingnummer. Bij taakgericht is er geen nummer; dan zijn \
         het Product en Begindatum. De poort vraagt zonder nummer niet om een toewijzing.",
    )
    .zie(&["TR019", "TR101"]),
    via(
        "IV097",
        TOEWIJZING,
        &["TR379"],
        "Wanneer ReferentieAanbieder in een toewijzing staat",
        "Alleen als de toewijzing direct volgt op een verzoek. Wijzigt de gemeente de toewijzing later \
         zelf, laat de referentie dan weg.",
    ),
    via(
        "IV099",
        TOEWIJZING,
        &["CS335", "CS336"],
        "Wanneer RedenWijziging is gevuld",
        "Vul de reden als de toewijzing anders is dan de vorige keer. Laat haar leeg bij een nieuwe \
         toewijzing, en als er niets is veranderd.",
    ),
];
