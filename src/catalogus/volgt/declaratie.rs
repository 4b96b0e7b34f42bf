//! Rules over messages on a 323.

use super::keten;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::DECLARATIE;

pub(super) const REGELS: &[CatalogusRegel] = &[
    keten(
        "TR318",
        Some("8214"),
        DECLARATIE,
        "Declaratieperioden volgen op elkaar",
        "Declareer de maanden op volgorde. Een maand waarin er niets te declareren is, slaat u over. \
         Teruggaan naar een maand van vóór de laatste declaratie kan niet.",
    ),
    // Choice: over messages, with a code of its own, although the official XSLT checks the same inside the message.
    keten(
        "TR319",
        Some("9319"),
        DECLARATIE,
        "Een prestatie ligt niet na de declaratieperiode",
        "Een declaratie bevat zorg uit haar eigen maand of uit eerdere maanden. Bewaar latere zorg voor de \
         volgende declaratie.",
    ),
    keten(
        "TR321",
        Some("9321"),
        DECLARATIE,
        "Het volume van een prestatie past in de toewijzing",
        "Heeft de toewijzing een omvang, dan volgt daaruit hoeveel er in deze productperiode past. Volume, \
         eenheid en frequentie tellen alle drie mee. Declareer niet meer dan dat.",
    ),
    keten(
        "TR322",
        Some("9322"),
        DECLARATIE,
        "Alle prestaties samen passen in de toewijzing",
        "Heeft de toewijzing een omvang, dan volgt daaruit hoeveel er over de hele looptijd past. Tel alle \
         toegekende prestaties op, trek de gecrediteerde eraf, en declareer niet meer dan wat er over is.",
    ),
    keten(
        "TR323",
        Some("8017"),
        DECLARATIE,
        "Een credit hoort bij een toegekende prestatie",
        "VorigReferentieNummer is het nummer van de debetprestatie die u terugneemt. Die moet eerder zijn \
         toegekend.",
    ),
    keten(
        "TR339",
        Some("9339"),
        DECLARATIE,
        "De categorie is die van de toewijzing",
        "Noemt de toewijzing een productcategorie, dan staat dezelfde in de prestatie.",
    ),
    keten(
        "TR340",
        Some("9340"),
        DECLARATIE,
        "De code is die van de toewijzing",
        "Noemt de toewijzing een productcode, dan staat dezelfde in de prestatie.",
    ),
    keten(
        "TR341",
        Some("9341"),
        DECLARATIE,
        "De eenheid past bij de toewijzing",
        "Declareer in de eenheid van de toewijzing. Alleen uren mogen ook in minuten. Zonder omvang in de \
         toewijzing geldt de eenheid uit het contract.",
    ),
    // Choice: a budget is money, so amounts count; the text of the standard speaks of volumes.
    keten(
        "TR369",
        Some("9369"),
        DECLARATIE,
        "Alle prestaties samen passen in het budget",
        "Heeft de toewijzing een budget, dan mogen de prestaties samen niet meer kosten. Gecrediteerde \
         prestaties tellen niet mee.",
    ),
    keten(
        "TR384",
        Some("9384"),
        DECLARATIE,
        "Op een verwijderde toewijzing wordt niet gedeclareerd",
        "Een toewijzing met RedenWijziging 13 telt alsof zij nooit is gestuurd.",
    ),
    keten(
        "TR387",
        Some("9387"),
        DECLARATIE,
        "De productperiode begint op de eerste dag die telt",
        "Dat is de eerste dag van de maand, of de ingangsdatum van de toewijzing als die later in de maand \
         ligt. De dag waarop de zorg startte, doet niet mee.",
    ),
    keten(
        "TR388",
        Some("9388"),
        DECLARATIE,
        "De productperiode eindigt op de laatste dag die telt",
        "Dat is de laatste dag van de maand, of de einddatum van de toewijzing als die eerder in de maand \
         ligt. De dag waarop de zorg stopte, doet niet mee.",
    ),
    keten(
        "TR389",
        Some("9389"),
        DECLARATIE,
        "Een product wordt per periode één keer gedeclareerd",
        "Voor een toewijzing, product en productperiode kan er maar één debetprestatie zijn. Was de vorige \
         fout, crediteer die dan eerst.",
    ),
    keten(
        "TR390",
        Some("9390"),
        DECLARATIE,
        "Een prestatie wordt één keer gecrediteerd",
        "Er is al een credit met dit nummer in VorigReferentieNummer. Een tweede keer terugnemen kan niet.",
    ),
    keten(
        "TR418",
        Some("0611"),
        DECLARATIE,
        "Het tarief is dat van het contract",
        "Neem het tarief over dat gemeente en aanbieder voor deze productcode hebben afgesproken. Bij \
         minuten en een tarief per uur is dat het tarief gedeeld door 60, afgerond op hele centen.",
    ),
];
