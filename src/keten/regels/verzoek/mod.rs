//! Rules about a 315 and a 317.

mod stapeling;
mod te_wijzigen;

use std::collections::BTreeSet;

use crate::bericht::{Inhoud, ToewijzingNummer};
use crate::keten::dossier::Verzoeksoort;
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::soorten::{VERZOEK_WIJZIGING, VERZOEKEN};
use crate::regels::{Afwijking, Regel};

pub(crate) const REGELS: &[KetenRegel] = &[
    TR374,
    TR347,
    TR349,
    TR350,
    TR351,
    te_wijzigen::TR357,
    te_wijzigen::TR373,
    te_wijzigen::TR375,
    te_wijzigen::TR411,
    te_wijzigen::TR412,
    stapeling::TR361,
];

/// Choices: the standard ties it to the message as a whole, which carries no codes; the Header does (conflict 2.9). Requests to
/// another gemeente do not count: that gemeente decides on its own. Of a 315 each AangevraagdProduct is a request by itself,
/// so one that is not answered yet holds up the next message. A request that is being looked into (319 with 2) still runs.
const TR374: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR374",
        "9374",
        VERZOEKEN,
        "Per cliënt loopt er één verzoek tegelijk",
        "Een verzoek loopt tot de gemeente het toewijst of afwijst. Wacht daarop voordat u voor dezelfde cliënt iets nieuws \
         vraagt. Dit geldt voor een verzoek om toewijzing (315) en een verzoek om wijziging (317) samen.",
    ),
    toets: |klasse, situatie| {
        let header = klasse.header()?;
        let bsn = situatie.bericht.inhoud.bsn()?;
        let verzoeken = situatie.dossier.verzoeken.van(bsn, &header.gemeente);
        let lopende = verzoeken.map(|(_, verzoek)| verzoek).filter(|verzoek| verzoek.is_onderhanden());
        let eerste = lopende.min_by_key(|verzoek| verzoek.dagtekening)?;
        let wat = match eerste.soort {
            Verzoeksoort::Toewijzing => "om toewijzing (315)",
            Verzoeksoort::Wijziging => "om wijziging (317)",
        };
        let tekst = format!(
            "Voor deze cliënt loopt nog een verzoek {wat}, van {}. Wacht tot de gemeente dat toewijst of afwijst, en stuur \
             dit verzoek daarna.",
            eerste.dagtekening
        );
        Some(("", tekst))
    },
};

/// Choices: a reference stays used after a refusal (319), also towards another gemeente; what was rejected as a message claimed
/// nothing (OP286). The reference itself stays out of the finding: it is free text, and so could hold a name.
const TR347: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR347",
        "9347",
        VERZOEKEN,
        "De referentie van een verzoek is nieuw",
        "Een aanbieder geeft elke aanvraag binnen een wet een eigen ReferentieAanbieder. Zo weet iedereen bij welk verzoek een \
         toewijzing of antwoord hoort. Ook na een afwijzing van het verzoek is een nieuwe referentie nodig. Alleen als het \
         bericht zelf is afgekeurd, mag de oude nog eens.",
    ),
    toets: |klasse, situatie| {
        let aangevraagd = klasse.aangevraagd_product().map(|product| &product.referentie_aanbieder);
        let referentie = aangevraagd.or(klasse.verzoek().map(|verzoek| &verzoek.referentie_aanbieder))?;
        situatie.dossier.verzoeken.met(referentie).is_some().then(|| {
            let tekst = "Deze referentie is al gebruikt in een eerder verzoek van deze aanbieder. Geef dit verzoek een \
                         nieuwe ReferentieAanbieder.";
            ("ReferentieAanbieder", tekst.to_owned())
        })
    },
};

/// Choices: the current date is the day on which the message came in, not its Dagtekening. An allocation that ends that day
/// still counts, and so does one that has yet to start.
const TR349: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR349",
        "9349",
        VERZOEK_WIJZIGING,
        "Een verzoek om wijziging noemt alle lopende toewijzingen",
        "Zet elke toewijzing die nu of later geldt in OngewijzigdProduct of TeWijzigenProduct. De laatste dag van een \
         toewijzing telt mee. Een verwijderde toewijzing hoort er niet bij.",
    ),
    toets: |klasse, situatie| {
        klasse.verzoek()?;
        let Inhoud::VerzoekWijziging { bsn, ongewijzigd, te_wijzigen, .. } = &situatie.bericht.inhoud else {
            return None;
        };
        let ongewijzigd = ongewijzigd.iter().map(|product| product.nummer);
        let genoemd: BTreeSet<ToewijzingNummer> =
            ongewijzigd.chain(te_wijzigen.iter().map(|product| product.nummer)).collect();
        let alle = situatie.dossier.toewijzingen.van(bsn, &situatie.header().aanbieder);
        let actueel = alle.filter(|(_, toewijzing)| toewijzing.is_actueel(situatie.vandaag));
        let ontbreekt: Vec<ToewijzingNummer> =
            actueel.map(|(nummer, _)| nummer).filter(|nummer| !genoemd.contains(nummer)).collect();
        (!ontbreekt.is_empty()).then(|| {
            let tekst = format!(
                "Het verzoek noemt niet alle toewijzingen die vandaag of later gelden. Dit ontbreekt: {}. Neem elke \
                 toewijzing op als OngewijzigdProduct of als TeWijzigenProduct.",
                nummers(&ontbreekt)
            );
            ("", tekst)
        })
    },
};

/// Numbers of allocations in words: the first so many of them.
fn nummers(alle: &[ToewijzingNummer]) -> String {
    const MEESTE: usize = 20;
    let genoemd: Vec<String> = alle.iter().take(MEESTE).map(ToString::to_string).collect();
    let genoemd = genoemd.join(", ");
    match alle.len().saturating_sub(MEESTE) {
        0 => genoemd,
        meer => format!("{genoemd} en nog {meer}"),
    }
}

const TR350: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR350",
        "9350",
        VERZOEK_WIJZIGING,
        "Wat ongewijzigd blijft, is een lopende toewijzing",
        "Het nummer in OngewijzigdProduct is van een toewijzing van deze cliënt bij deze aanbieder die nu of later geldt.",
    ),
    toets: |klasse, situatie| loopt_niet(klasse.ongewijzigd_product()?.nummer, situatie),
};

const TR351: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR351",
        "9351",
        VERZOEK_WIJZIGING,
        "Wat wijzigt, is een lopende toewijzing",
        "Het nummer in TeWijzigenProduct is van een toewijzing van deze cliënt bij deze aanbieder die nu of later geldt. Vraag \
         andere zorg aan met NieuwProduct.",
    ),
    toets: |klasse, situatie| loopt_niet(klasse.te_wijzigen_product()?.nummer, situatie),
};

/// What is wrong with a number that must be of an allocation of this client that is in force now or later. Choice: nothing
/// where the client is not known at all (TR304), as no number can be theirs then.
fn loopt_niet(nummer: ToewijzingNummer, situatie: &Situatie<'_>) -> Option<Afwijking> {
    if !situatie.dossier.clienten.contains(situatie.bsn?) {
        return None;
    }
    let waarom = match situatie.toewijzing(nummer) {
        None => format!("Er is geen toewijzing met nummer {nummer} voor deze cliënt bij deze aanbieder."),
        Some(toewijzing) if toewijzing.is_actueel(situatie.vandaag) => return None,
        Some(toewijzing) => match toewijzing.einddatum.filter(|_| !toewijzing.is_verwijderd()) {
            Some(laatste_dag) => format!("Toewijzing {nummer} is voorbij: de laatste dag was {laatste_dag}."),
            None => format!("Toewijzing {nummer} is verwijderd."),
        },
    };
    let tekst = format!("{waarom} Noem alleen toewijzingen die vandaag of later gelden.");
    Some(("ToewijzingNummer", tekst))
}
