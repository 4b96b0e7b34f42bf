//! Rules about a 323.

use crate::bericht::{Soort, Standaard};
use crate::keten::regel::KetenRegel;
use crate::regels::{Niveau, Regel};

pub(crate) const REGELS: &[KetenRegel] = &[TR333, TR304, TR314, TR338, TR307, TR308];

const fn over_323(
    code: &'static str,
    retourcode: &'static str,
    titel: &'static str,
    uitleg: &'static str,
) -> Regel {
    let berichten = &[Soort::Declaratie];
    Regel { code, standaarden: &Standaard::ALLE, berichten, niveau: Niveau::Keten, retourcode, titel, uitleg }
}

const TR333: KetenRegel = KetenRegel {
    regel: over_323(
        "TR333",
        "9333",
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

/// Choices: a client is somebody with at least one allocation from this gemeente at this aanbieder, also one that is over.
/// For a known client with a number that is not theirs, it is the Prestatie that is wrong (TR338), or the product (TR350,
/// TR351). A 325 is not answered (conflict 2.7).
const TR304: KetenRegel = KetenRegel {
    regel: Regel {
        code: "TR304",
        standaarden: &Standaard::ALLE,
        berichten: &[Soort::VerzoekWijziging, Soort::Declaratie],
        niveau: Niveau::Keten,
        retourcode: "8187",
        titel: "De cliënt is bekend bij de gemeente en de aanbieder",
        uitleg: "Een aanbieder declareert zorg, of vraagt om een wijziging, voor een cliënt voor wie de gemeente hem een \
                 toewijzing heeft gestuurd. Is die er niet, dan is het burgerservicenummer niet juist. In een declaratie wordt \
                 dan niets van deze cliënt beoordeeld.",
    },
    toets: |klasse, situatie| {
        klasse.client()?;
        (!situatie.dossier.clienten.contains(situatie.bsn?)).then(|| {
            let tekst = "Voor deze cliënt is geen enkele toewijzing van deze gemeente aan deze aanbieder bekend. Controleer \
                         het burgerservicenummer.";
            ("Bsn", tekst.to_owned())
        })
    },
};

const TR314: KetenRegel = KetenRegel {
    regel: over_323(
        "TR314",
        "8021",
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

const TR338: KetenRegel = KetenRegel {
    regel: over_323(
        "TR338",
        "9338",
        "Een prestatie hoort bij een toewijzing",
        "Een aanbieder krijgt betaald voor zorg die is toegewezen. De prestatie noemt daarom het nummer van een toewijzing \
         die bij de gemeente bekend is, voor dezelfde cliënt en dezelfde aanbieder.",
    ),
    toets: |klasse, situatie| {
        let prestatie = klasse.prestatie()?;
        situatie.toewijzing(prestatie.nummer).is_none().then(|| {
            let tekst = format!(
                "Er is geen toewijzing met nummer {} voor deze cliënt bij deze aanbieder. Controleer het nummer, of \
                 vraag de gemeente om de toewijzing.",
                prestatie.nummer
            );
            ("ToewijzingNummer", tekst)
        })
    },
};

const TR307: KetenRegel = KetenRegel {
    regel: over_323(
        "TR307",
        "9307",
        "De prestatie begint niet vóór de toewijzing",
        "Zorg van vóór de ingangsdatum van de toewijzing kan niet worden gedeclareerd. De productperiode begint op de eerste \
         dag van de maand, of op de ingangsdatum als die later is.",
    ),
    toets: |klasse, situatie| {
        let prestatie = klasse.prestatie()?;
        let toewijzing = situatie.toewijzing(prestatie.nummer)?;
        let begin = prestatie.periode.begindatum;
        (begin < toewijzing.ingangsdatum).then(|| {
            let tekst = format!(
                "De productperiode begint op {begin}, maar toewijzing {} gaat in op {}. Laat de periode op of na die \
                 dag beginnen.",
                prestatie.nummer, toewijzing.ingangsdatum
            );
            ("ProductPeriode/Begindatum", tekst)
        })
    },
};

const TR308: KetenRegel = KetenRegel {
    regel: over_323(
        "TR308",
        "9308",
        "De prestatie eindigt niet na de toewijzing",
        "Zorg van na de einddatum van de toewijzing kan niet worden gedeclareerd. De productperiode eindigt op de laatste dag \
         van de maand, of op de einddatum als die eerder is. Een toewijzing zonder einddatum loopt door.",
    ),
    toets: |klasse, situatie| {
        let prestatie = klasse.prestatie()?;
        let toewijzing = situatie.toewijzing(prestatie.nummer)?;
        let laatste_dag = toewijzing.einddatum?;
        let eind = prestatie.periode.einddatum;
        (eind > laatste_dag).then(|| {
            let tekst = format!(
                "De productperiode eindigt op {eind}, maar toewijzing {} eindigt op {laatste_dag}. Laat de periode op of \
                 vóór die dag eindigen.",
                prestatie.nummer
            );
            ("ProductPeriode/Einddatum", tekst)
        })
    },
};
