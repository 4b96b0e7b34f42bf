//! Rules about a 325 that a gemeente sends itself. No answer to a 325 exists: it is not passed on, and the gemeente is told.

use crate::bericht::Klasse;
use crate::keten::regel::KetenRegel;
use crate::regels::Regel;
use crate::regels::soorten::DECLARATIE_ANTWOORD;

pub(crate) const REGELS: &[KetenRegel] = &[TR337, TR366, TR367, TR371, TR376];

/// Choice: a 323 that was answered already is answered for good, so only one that waits for its answer counts.
const TR337: KetenRegel = KetenRegel {
    regel: Regel::zonder_code(
        "TR337",
        DECLARATIE_ANTWOORD,
        "Een declaratie-antwoord noemt het bericht van de declaratie",
        "DeclaratieIdentificatie is de identificatie en de dagtekening van een 323 die de aanbieder eerder stuurde en die nog op \
         antwoord wacht. In de antwoorden die de poort schrijft, klopt dat altijd.",
    ),
    toets: |klasse, situatie| {
        let Klasse::Header(header) = klasse else { return None };
        situatie.dossier.ingediend.is_none().then(|| {
            let (identificatie, dagtekening) = header.declaratie.clone().unwrap_or_default();
            let tekst = format!(
                "Er wacht geen declaratie met identificatie {identificatie} en dagtekening {dagtekening} op uw antwoord. \
                 Controleer beide. Misschien is de declaratie al beantwoord; een tweede antwoord kan niet."
            );
            ("DeclaratieIdentificatie/Identificatie", tekst)
        })
    },
};

const TR366: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR366",
        "9366",
        DECLARATIE_ANTWOORD,
        "Een prestatie in het antwoord komt uit de declaratie",
        "Het referentienummer van elke afgewezen prestatie staat ook in de 323. In de antwoorden die de poort schrijft, klopt \
         dat altijd.",
    ),
    toets: |klasse, situatie| {
        let Klasse::Prestatie(prestatie) = klasse else { return None };
        let ingediend = situatie.dossier.ingediend.as_ref()?;
        (!ingediend.kent(&prestatie.referentie)).then(|| {
            let tekst = "De declaratie heeft geen prestatie met dit referentienummer. Neem de afgewezen prestatie over uit \
                         de declaratie.";
            ("ProductReferentie/ReferentieNummer", tekst.to_owned())
        })
    },
};

const TR367: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR367",
        "9367",
        DECLARATIE_ANTWOORD,
        "Een prestatie in het antwoord is gelijk aan die in de declaratie",
        "De gemeente neemt de prestatie over zoals die was, voor dezelfde cliënt, en voegt alleen codes toe. In de antwoorden \
         die de poort schrijft, klopt dat altijd.",
    ),
    toets: |klasse, situatie| {
        let Klasse::Prestatie(prestatie) = klasse else { return None };
        let ingediend = situatie.dossier.ingediend.as_ref()?;
        let anders = ingediend.kent(&prestatie.referentie) && !ingediend.bevat(situatie.bsn?, prestatie);
        anders.then(|| {
            let tekst = "Deze prestatie is anders dan die met hetzelfde referentienummer in de declaratie. Neem de cliënt \
                         en alle gegevens van de prestatie ongewijzigd over.";
            ("", tekst.to_owned())
        })
    },
};

const TR371: KetenRegel = KetenRegel {
    regel: Regel::zonder_code(
        "TR371",
        DECLARATIE_ANTWOORD,
        "Een declaratie-antwoord noemt de schemaversie van de declaratie",
        "XsdVersieDeclaratie is gelijk aan XsdVersie in de 323. In de antwoorden die de poort schrijft, klopt dat altijd.",
    ),
    toets: |klasse, situatie| {
        let Klasse::Header(header) = klasse else { return None };
        let ingediend = situatie.dossier.ingediend.as_ref()?;
        (!ingediend.heeft_xsd_versie(header.knoop.kind("XsdVersieDeclaratie"))).then(|| {
            let tekst =
                "XsdVersieDeclaratie is anders dan XsdVersie in de declaratie. Neem die ongewijzigd over.";
            ("XsdVersieDeclaratie", tekst.to_owned())
        })
    },
};

const TR376: KetenRegel = KetenRegel {
    regel: Regel::zonder_code(
        "TR376",
        DECLARATIE_ANTWOORD,
        "Een declaratie-antwoord noemt het nummer van de declaratie",
        "DeclaratieNummer is dat van de 323 die wordt beantwoord. In de antwoorden die de poort schrijft, klopt dat altijd.",
    ),
    toets: |klasse, situatie| {
        let Klasse::DeclaratieAntwoord(antwoord) = klasse else { return None };
        let ingediend = situatie.dossier.ingediend.as_ref()?;
        (antwoord.nummer != ingediend.nummer).then(|| {
            let tekst = format!(
                "DeclaratieNummer is {}, maar de declaratie die u beantwoordt heeft nummer {}. Neem dat nummer over.",
                antwoord.nummer, ingediend.nummer
            );
            ("DeclaratieNummer", tekst)
        })
    },
};
