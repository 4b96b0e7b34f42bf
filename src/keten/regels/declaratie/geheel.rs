//! Rules about a Declaratie as a whole, its clients, and the place of a Prestatie in it.

use crate::bericht::{Inhoud, Soort};
use crate::keten::regel::KetenRegel;
use crate::regels::Regel;
use crate::regels::soorten::DECLARATIE;

pub(crate) const REGELS: &[KetenRegel] = &[TR333, TR318, TR304, TR319, TR314];

const TR333: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR333",
        "9333",
        DECLARATIE,
        "Het declaratienummer is nieuw",
        "Een aanbieder geeft elke declaratie binnen een wet een eigen nummer. Zo wordt niets twee keer betaald. Na \
         afkeuring van de hele declaratie mag het nummer opnieuw worden gebruikt.",
    ),
    toets: |klasse, situatie| {
        let declaratie = klasse.declaratie()?;
        situatie.dossier.declaratienummers.contains(&declaratie.nummer).then(|| {
            let tekst = format!(
                "Declaratienummer {} is al gebruikt. Stuur deze declaratie met een nieuw nummer.",
                declaratie.nummer
            );
            ("DeclaratieNummer", tekst)
        })
    },
};

/// Choice: certain is only that a month before the last one declared is wrong. The same month once more is fine (OP284, IV090), and
/// so is a gap: whether there was care to declare in it is not for the gemeente to know. The last one is the latest month of any
/// Declaratie that was processed, also where all its lines were refused.
const TR318: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR318",
        "8214",
        DECLARATIE,
        "Declaratieperioden volgen op elkaar",
        "Declareer de maanden op volgorde. Een maand waarin er niets te declareren is, slaat u over. Teruggaan naar een \
         maand van vóór de laatste declaratie kan niet.",
    ),
    toets: |klasse, situatie| {
        let begin = klasse.declaratie()?.periode.begindatum;
        let laatste = situatie.dossier.laatste_declaratieperiode?;
        (begin < laatste).then(|| {
            let tekst = format!(
                "De declaratieperiode begint op {begin}, maar er is al gedeclareerd over de maand die op {laatste} begint. \
                 Neem deze prestaties op in een declaratie over die maand of een latere; hun productperiode blijft dezelfde."
            );
            ("DeclaratiePeriode", tekst)
        })
    },
};

/// Choices: a client is somebody with at least one allocation from this gemeente at this aanbieder, also one that is over.
/// For a known client with a number that is not theirs, it is the Prestatie that is wrong (TR338), or the product (TR350,
/// TR351). A 325 is not answered (conflict 2.7).
const TR304: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR304",
        "8187",
        &[Soort::VerzoekWijziging, Soort::Declaratie],
        "De cliënt is bekend bij de gemeente en de aanbieder",
        "Een aanbieder declareert zorg, of vraagt om een wijziging, voor een cliënt voor wie de gemeente hem een \
                 toewijzing heeft gestuurd. Is die er niet, dan is het burgerservicenummer niet juist. In een declaratie wordt \
                 dan niets van deze cliënt beoordeeld.",
    ),
    toets: |klasse, situatie| {
        klasse.client()?;
        (!situatie.dossier.clienten.contains(situatie.bsn?)).then(|| {
            let tekst = "Voor deze cliënt is geen enkele toewijzing van deze gemeente aan deze aanbieder bekend. Controleer \
                         het burgerservicenummer.";
            ("Bsn", tekst.to_owned())
        })
    },
};

/// Choice: over messages, with a code of its own, although the official XSLT checks the same inside the message.
const TR319: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR319",
        "9319",
        DECLARATIE,
        "Een prestatie ligt niet na de declaratieperiode",
        "Een declaratie bevat zorg uit haar eigen maand of uit eerdere maanden. Bewaar latere zorg voor de volgende \
         declaratie.",
    ),
    toets: |klasse, situatie| {
        let eind = klasse.prestatie()?.periode.einddatum;
        let Inhoud::Declaratie(declaratie, _) = &situatie.bericht.inhoud else { return None };
        let laatste_dag = declaratie.periode.einddatum;
        (eind > laatste_dag).then(|| {
            let tekst = format!(
                "De productperiode eindigt op {eind}, na de declaratieperiode, die eindigt op {laatste_dag}. Neem deze \
                 prestatie op in de declaratie over haar eigen maand."
            );
            ("ProductPeriode/Einddatum", tekst)
        })
    },
};

const TR314: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR314",
        "8021",
        DECLARATIE,
        "Het referentienummer is nieuw",
        "Een aanbieder geeft elke prestatie binnen een wet een eigen referentienummer, ook over berichten heen. Een \
         afgewezen prestatie houdt haar nummer; wie haar opnieuw indient, gebruikt een nieuw nummer.",
    ),
    toets: |klasse, situatie| {
        let prestatie = klasse.prestatie()?;
        let referentie = prestatie.referentie.as_str();
        let dubbel = situatie.dubbele_referenties.contains(referentie);
        (dubbel || situatie.dossier.prestaties.is_gebruikt(referentie)).then(|| {
            let waar =
                if dubbel { "staat meer dan één keer in deze declaratie" } else { "is al eerder gebruikt" };
            let tekst = format!("Dit referentienummer {waar}. Geef de prestatie een nieuw referentienummer.");
            ("ProductReferentie/ReferentieNummer", tekst)
        })
    },
};
