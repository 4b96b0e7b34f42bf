//! Rules over messages on requests and the answers to them (315, 317 and 319).

use super::keten;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::{ANTWOORD, VERZOEK_WIJZIGING, VERZOEKEN};

pub(super) const REGELS: &[CatalogusRegel] = &[
    keten(
        "TR347",
        Some("9347"),
        VERZOEKEN,
        "De referentie van een verzoek is nieuw",
        "Een aanbieder geeft elke aanvraag binnen een wet een eigen ReferentieAanbieder. Zo weet iedereen \
         bij welk verzoek een toewijzing of antwoord hoort.",
    ),
    keten(
        "TR349",
        Some("9349"),
        VERZOEK_WIJZIGING,
        "Een verzoek om wijziging noemt alle lopende toewijzingen",
        "Zet elke toewijzing die nu of later geldt in OngewijzigdProduct of TeWijzigenProduct. Een \
         verwijderde toewijzing hoort er niet bij.",
    ),
    keten(
        "TR350",
        Some("9350"),
        VERZOEK_WIJZIGING,
        "Wat ongewijzigd blijft, is een lopende toewijzing",
        "Het nummer in OngewijzigdProduct is van een toewijzing van deze cliënt die nu of later geldt.",
    ),
    keten(
        "TR351",
        Some("9351"),
        VERZOEK_WIJZIGING,
        "Wat wijzigt, is een lopende toewijzing",
        "Het nummer in TeWijzigenProduct is van een toewijzing van deze cliënt die nu of later geldt. Vraag \
         andere zorg aan met NieuwProduct.",
    ),
    keten(
        "TR355",
        Some("9355"),
        ANTWOORD,
        "Een antwoord hoort bij een verzoek",
        "De ReferentieAanbieder in het antwoord is die van een verzoek dat de aanbieder eerder stuurde.",
    ),
    keten(
        "TR357",
        Some("9357"),
        VERZOEK_WIJZIGING,
        "Een wijziging die al in had moeten gaan, geldt vanaf het begin",
        "Ligt de gewenste ingangsdatum niet na de dagtekening, dan is die gelijk aan de ingangsdatum van de \
         toewijzing. Wijzigen vanaf een andere dag kan alleen in de toekomst.",
    ),
    keten(
        "TR359",
        Some("9359"),
        ANTWOORD,
        "Na een toewijzing komt geen antwoord meer",
        "Heeft de gemeente het verzoek al toegewezen, dan kan zij het niet meer afwijzen of gaan \
         onderzoeken.",
    ),
    keten(
        "TR360",
        Some("9360"),
        ANTWOORD,
        "De gemeente meldt één keer dat zij het verzoek onderzoekt",
        "Is er al een antwoord op dit verzoek, dan kan er niet nog een ‘in onderzoek’ volgen. Stuur nu een \
         toewijzing of een afwijzing.",
    ),
    keten(
        "TR361",
        Some("9361"),
        VERZOEK_WIJZIGING,
        "Gevraagde producten overlappen elkaar niet",
        "Vraag hetzelfde product voor elke dag maar één keer. Zonder code telt de categorie, en zonder \
         product telt alles. Tel ook de toewijzingen mee die blijven of wijzigen. In iWmo zijn hulpmiddelen \
         (categorie 11 tot en met 14) uitgezonderd.",
    ),
    keten(
        "TR365",
        Some("9365"),
        ANTWOORD,
        "Na een afwijzing komt geen antwoord meer",
        "Een tweede antwoord kan alleen als het eerste zei dat de gemeente het verzoek onderzoekt.",
    ),
    keten(
        "TR373",
        Some("9373"),
        VERZOEK_WIJZIGING,
        "Een budget of totaal wijzigt vanaf het begin",
        "Vraagt u een ander budget, of een ander volume bij Frequentie 6, neem dan de ingangsdatum van de \
         toewijzing over. De wijziging geldt voor de hele looptijd.",
    ),
    keten(
        "TR374",
        Some("9374"),
        VERZOEKEN,
        "Per cliënt loopt er één verzoek tegelijk",
        "Een verzoek loopt tot de gemeente het toewijst of afwijst. Wacht daarop voordat u voor dezelfde \
         cliënt iets nieuws vraagt.",
    ),
    keten(
        "TR375",
        Some("9375"),
        VERZOEK_WIJZIGING,
        "Bij een generieke toewijzing wijzigt geen omvang",
        "Noemt de toewijzing geen product, vraag dan een ander budget en laat Omvang weg. Dit geldt voor \
         een einddatum na 2020, of zonder einddatum.",
    ),
    keten(
        "TR411",
        Some("9411"),
        VERZOEK_WIJZIGING,
        "Bij een specifieke toewijzing staat de omvang in het verzoek",
        "Noemt de toewijzing een productcode, vul dan Omvang bij TeWijzigenProduct.",
    ),
    keten(
        "TR412",
        Some("9412"),
        VERZOEK_WIJZIGING,
        "Zonder productcode wijzigt geen omvang",
        "Noemt de toewijzing geen productcode, laat dan Omvang weg bij TeWijzigenProduct. Dit geldt voor \
         een einddatum na 2020, of zonder einddatum.",
    ),
];
