//! Rules that the schema of each message enforces: the limits of values (RS) and three constraints (CS).

use super::{ongebruikt, schema};
use crate::bericht::Soort;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::{
    ALLE, DECLARATIE, DECLAREREN, GEEN_RETOUR, MET_CLIENT, MET_GEBOORTEDATUM, TOEWIJZING, VERZOEK_TOEWIJZING,
};

pub(super) const REGELS: &[CatalogusRegel] = &[
    schema(
        "RS001",
        GEEN_RETOUR,
        "Een getal is nul of hoger",
        "Bedragen, volumes, nummers en een huisnummer hebben geen minteken. Of een bedrag erbij komt of \
         eraf gaat, zegt DebetCredit.",
    ),
    schema(
        "RS002",
        GEEN_RETOUR,
        "Een volgorde of versie is hoogstens 99",
        "Geldt voor Volgorde, BerichtVersie en BerichtSubversie.",
    ),
    ongebruikt(
        "RS003",
        "Een getal is hoogstens 9999",
        "Geen enkel element van de berichten heeft deze grens. Er valt dus niets te toetsen.",
    ),
    schema(
        "RS004",
        TOEWIJZING,
        "Een huisnummer is hoogstens 99999",
        "Zet een letter of toevoeging niet in Huisnummer, maar in Huisletter of HuisnummerToevoeging.",
    ),
    schema(
        "RS005",
        &[
            Soort::Toewijzing,
            Soort::VerzoekToewijzing,
            Soort::VerzoekWijziging,
            Soort::Declaratie,
            Soort::DeclaratieAntwoord,
        ],
        "Een volume, tarief of bedrag is hoogstens 99999999",
        "Geldt voor Volume, GeleverdVolume, Budget, ProductTarief en het bedrag van een prestatie. Bedragen \
         zijn eurocenten, dus de grens ligt net onder een miljoen euro.",
    ),
    schema(
        "RS006",
        MET_CLIENT,
        "Een toewijzingnummer of beschikkingnummer is hoogstens 999999999",
        "Het is een getal. Nullen ervoor tellen niet mee: 0010 is hetzelfde nummer als 10.",
    ),
    schema(
        "RS007",
        ALLE,
        "Een tekst heeft minstens één teken",
        "Laat een element dat u niet nodig hebt helemaal weg. Stuur het niet leeg mee.",
    ),
    schema(
        "RS008",
        GEEN_RETOUR,
        "Een korte code heeft één teken",
        "Geldt onder meer voor Geslacht, DebetCredit, Frequentie en StatusAanlevering. Kies een waarde uit \
         de codelijst van het element.",
    ),
    schema(
        "RS009",
        GEEN_RETOUR,
        "Een code heeft hoogstens twee tekens",
        "Geldt onder meer voor Categorie, Eenheid, RedenWijziging en RedenBeeindiging. Kies een waarde uit \
         de codelijst van het element.",
    ),
    schema(
        "RS010",
        GEEN_RETOUR,
        "Een berichtcode heeft hoogstens drie tekens",
        "De BerichtCode zegt welk soort bericht het is.",
    )
    .zie(&["RS047"]),
    schema(
        "RS011",
        &[
            Soort::Toewijzing,
            Soort::ToewijzingRetour,
            Soort::StartRetour,
            Soort::StopRetour,
            Soort::VerzoekToewijzingRetour,
            Soort::VerzoekWijzigingRetour,
            Soort::AntwoordRetour,
            Soort::DeclaratieAntwoord,
        ],
        "Een retourcode, landnummer of toevoeging heeft hoogstens vier tekens",
        "Geldt voor RetourCode, Landnummer en HuisnummerToevoeging.",
    ),
    schema(
        "RS012",
        MET_CLIENT,
        "Een productcode heeft hoogstens vijf tekens",
        "Gebruik de codes van de productcodelijst die gemeente en aanbieder hebben afgesproken.",
    ),
    schema("RS013", MET_GEBOORTEDATUM, "Er zijn hoogstens zes voorletters", "Kort een langere reeks af.")
        .zie(&["RS045"]),
    schema(
        "RS014",
        GEEN_RETOUR,
        "Een afzender, ontvanger of postcode heeft hoogstens acht tekens",
        "Geldt ook voor ZorgverlenerCode. Afzender en Ontvanger zijn een gemeentecode of een AGB-code.",
    ),
    schema(
        "RS015",
        MET_CLIENT,
        "Een burgerservicenummer heeft hoogstens negen tekens",
        "Laat spaties en punten weg.",
    )
    .zie(&["RS037"]),
    schema(
        "RS016",
        MET_GEBOORTEDATUM,
        "Een voorvoegsel heeft hoogstens tien tekens",
        "Het voorvoegsel, zoals ‘van der’, staat apart van de achternaam.",
    ),
    schema(
        "RS017",
        ALLE,
        "Een identificatie of declaratienummer heeft hoogstens twaalf tekens",
        "Kies voor elk bericht en elke declaratie een eigen waarde die hierin past.",
    ),
    schema(
        "RS018",
        TOEWIJZING,
        "Een telefoonnummer heeft hoogstens vijftien cijfers",
        "Het nummer van een land staat apart, in Landnummer.",
    ),
    schema(
        "RS019",
        &[Soort::Toewijzing, Soort::Declaratie, Soort::DeclaratieAntwoord],
        "Een referentienummer of relatienummer heeft hoogstens twintig tekens",
        "Geldt voor ReferentieNummer, VorigReferentieNummer en het Nummer van een relatie.",
    ),
    schema("RS020", TOEWIJZING, "Een straatnaam heeft hoogstens 24 tekens", "Kort een langere naam af."),
    schema(
        "RS021",
        TOEWIJZING,
        "De naam van een taal heeft hoogstens 25 tekens",
        "Het gaat om de taal waarvoor een tolk nodig is.",
    ),
    schema(
        "RS023",
        TOEWIJZING,
        "De naam van een organisatie heeft hoogstens 35 tekens",
        "Kort een langere naam af.",
    ),
    schema(
        "RS024",
        &[Soort::Toewijzing, Soort::VerzoekToewijzing, Soort::VerzoekWijziging, Soort::Antwoord],
        "Een ReferentieAanbieder heeft hoogstens 36 tekens",
        "Dat is genoeg voor een sleutel uit uw eigen systeem, zoals een UUID.",
    ),
    schema(
        "RS025",
        VERZOEK_TOEWIJZING,
        "De naam van een verwijzer heeft hoogstens 64 tekens",
        "Kort een langere naam af.",
    ),
    schema(
        "RS026",
        TOEWIJZING,
        "Een plaatsnaam of e-mailadres heeft hoogstens 80 tekens",
        "Geldt voor Plaatsnaam en Emailadres.",
    ),
    schema(
        "RS028",
        MET_GEBOORTEDATUM,
        "Een achternaam of rij voornamen heeft hoogstens 200 tekens",
        "Geldt voor Achternaam en Voornamen.",
    ),
    schema(
        "RS031",
        &[Soort::Toewijzing, Soort::VerzoekToewijzing],
        "Commentaar is niet leeg",
        "Hebt u niets toe te lichten, laat Commentaar dan weg. Een grens aan de lengte is er niet.",
    ),
    schema("RS032", ALLE, "Een datum heeft geen tijdzone", "Schrijf 2026-03-01, zonder Z of tijd erachter."),
    schema(
        "RS033",
        ALLE,
        "Een tekst bestaat niet alleen uit spaties",
        "Laat een element dat u niet nodig hebt helemaal weg.",
    ),
    schema(
        "RS034",
        TOEWIJZING,
        "Een tijd heeft geen tijdzone",
        "Schrijf 14:30:00 in Toewijzingstijd, zonder Z, plus of min erachter.",
    ),
    schema(
        "RS035",
        GEEN_RETOUR,
        "Een gemeentecode heeft vier cijfers",
        "Schrijf de nul vooraan mee: Zaanstad is 0479.",
    )
    .zie(&["TR378"]),
    schema("RS036", GEEN_RETOUR, "Een AGB-code heeft acht cijfers", "Schrijf nullen vooraan mee."),
    schema(
        "RS037",
        MET_CLIENT,
        "Een burgerservicenummer heeft negen cijfers",
        "Heeft het nummer acht cijfers, zet er dan een nul voor. Of het nummer kan bestaan, zegt de \
         elfproef.",
    )
    .zie(&["CS002"]),
    ongebruikt(
        "RS039",
        "Een tekst heeft hoogstens veertien tekens",
        "Geen enkel element van de berichten heeft deze grens. Er valt dus niets te toetsen.",
    ),
    schema(
        "RS040",
        DECLAREREN,
        "Een totaalbedrag is hoogstens 999999999999",
        "Het totaal van een declaratie is een getal van hoogstens twaalf cijfers, in eurocenten.",
    ),
    schema(
        "RS045",
        MET_GEBOORTEDATUM,
        "Voorletters staan aan elkaar",
        "Schrijf alleen letters, zonder punten of spaties.",
    ),
    schema(
        "RS046",
        TOEWIJZING,
        "Een telefoonnummer bestaat alleen uit cijfers",
        "Laat streepjes, haakjes, spaties en plustekens weg.",
    ),
    schema(
        "RS047",
        GEEN_RETOUR,
        "De berichtcode hoort bij het soort bericht",
        "Een JW301 heeft code 436, een WMO301 code 414. Het schema van elk bericht kent alleen zijn eigen \
         code.",
    ),
    schema(
        "RS048",
        ALLE,
        "Een versienummer is drie getallen met punten ertussen",
        "Schrijf 1.0.0, zonder extra nullen vooraan in een getal.",
    ),
    schema(
        "CS015",
        GEEN_RETOUR,
        "De subversie van het bericht is 2",
        "De poort leest berichten van versie 3.2. Andere versies passen niet bij het schema.",
    ),
    schema(
        "CS025",
        GEEN_RETOUR,
        "De versie van het bericht is 3",
        "De poort leest berichten van versie 3.2. Andere versies passen niet bij het schema.",
    ),
    schema(
        "CS319",
        DECLARATIE,
        "Een declaratienummer bestaat uit letters en cijfers",
        "Gebruik geen spaties, streepjes of andere tekens.",
    ),
];
