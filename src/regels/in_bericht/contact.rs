//! Rules about where the client of a 301 and the Relaties can be reached.
//!
//! Choice: an element that is there is filled, also where it holds nothing, such as a Periode without days.

use super::{BerichtRegel, Toets};
use crate::bericht::{Adres, AdresSoort, Klasse, Soort, Standaard};
use crate::regels::{Afwijking, Regel};

pub(super) const REGELS: &[BerichtRegel] = &[TR061, TR006, CD005, CD009, CD025, CD034, CS089];

const fn over_contact(code: &'static str, titel: &'static str, uitleg: &'static str) -> Regel {
    Regel::in_bericht(code, &Standaard::ALLE, &[Soort::Toewijzing], titel, uitleg)
}

/// The address of a Contact, if this is one and it has one.
fn adres(klasse: Klasse<'_>) -> Option<&Adres> {
    klasse.contact()?.adres.as_ref()
}

/// Choice: the Contacts of the client count, in Contactgegevens, and not those of a Relatie: the aanbieder is to find the
/// client. The Soort is in the Contact, so a Contact counts without an Adres too; what must be in it is up to TR006 and CD034.
/// Told at Contactgegevens, which lacks it.
const TR061: BerichtRegel = BerichtRegel {
    regel: over_contact(
        "TR061",
        "Van de cliënt is een vast adres bekend",
        "Een tijdelijk adres (Soort 04) geldt maar even. Daarom staat er bij de cliënt zelf ook altijd een adres uit de \
         basisregistratie (01), een postadres (02) of een verblijfadres (03). Adressen van relaties tellen niet mee.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut vast_adres = false;
        Box::new(move |klasse, _| match klasse {
            Klasse::Contact(contact) if !contact.van_relatie => {
                vast_adres |= contact.soort != AdresSoort::Tijdelijk;
                None
            }
            Klasse::Client(_) if !vast_adres => {
                let tekst = "De cliënt heeft alleen een tijdelijk adres (Soort 04). Voeg een contact toe met Soort 01, 02 of 03.";
                Some(("Contactgegevens", tekst.to_owned()))
            }
            _ => None,
        })
    })],
};

const TR006: BerichtRegel = BerichtRegel {
    regel: over_contact(
        "TR006",
        "Een contact heeft een telefoonnummer, of een huisnummer met een postcode",
        "Aan een contact heeft de aanbieder alleen iets als hij er iemand kan bereiken. Dat kan met een telefoonnummer, of met \
         een huisnummer en een postcode samen. Vul minstens een van de twee in. Allebei mag ook.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let contact = klasse.contact()?;
        let heeft_huis = contact.adres.as_ref().is_some_and(|adres| adres.heeft_huis);
        let heeft_postcode = contact.adres.as_ref().is_some_and(|adres| adres.postcode.is_some());
        let mist = match (heeft_huis, heeft_postcode) {
            _ if contact.heeft_telefoon => return None,
            (true, true) => return None,
            (true, false) => "een postcode",
            (false, true) => "een huisnummer",
            (false, false) => "een huisnummer met een postcode",
        };
        Some(("", format!("Op dit contact is niemand te bereiken. Vul een telefoonnummer in, of {mist}.")))
    })],
};

const CD005: BerichtRegel = BerichtRegel {
    regel: over_contact(
        "CD005",
        "Een postcode en een landcode staan er samen, of geen van beide",
        "Elk land heeft eigen postcodes. Een postcode zegt dus pas iets als het land erbij staat. Vul bij een postcode ook \
         LandCode in: NL voor Nederland. Laat LandCode weg als er geen postcode is.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let adres = adres(klasse)?;
        match (&adres.postcode, &adres.landcode) {
            (Some(_), None) => {
                let tekst =
                    "Er is een postcode, maar LandCode ontbreekt. Vul de landcode in, NL voor Nederland.";
                Some(("Adres", tekst.to_owned()))
            }
            (None, Some(landcode)) => {
                let tekst = format!(
                    "LandCode is {landcode}, maar er is geen postcode. Vul de postcode in, of laat LandCode weg."
                );
                Some(("Adres/LandCode", tekst))
            }
            _ => None,
        }
    })],
};

const CD009: BerichtRegel = BerichtRegel {
    regel: over_contact(
        "CD009",
        "Alleen een tijdelijk adres heeft een periode",
        "Een periode zegt van wanneer tot wanneer iemand ergens tijdelijk verblijft. Bij een ander soort adres hoort geen \
         periode: dat geldt nu. Is het adres tijdelijk, vul dan Soort 04 in. Is het dat niet, laat Periode dan weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let contact = klasse.contact()?;
        (contact.periode.is_some() && contact.soort != AdresSoort::Tijdelijk).then(|| {
            let soort = contact.soort.code();
            let tekst = format!(
                "Periode mag alleen bij een tijdelijk adres, maar Soort is {soort}. Laat Periode weg, of vul Soort 04 in."
            );
            ("Periode", tekst)
        })
    })],
};

const CD025: BerichtRegel = BerichtRegel {
    regel: over_contact(
        "CD025",
        "Een adres in Nederland heeft een huisnummer",
        "In Nederland wijst een postcode een stuk straat aan. Pas met het huisnummer erbij is het adres te vinden. Vul bij \
         LandCode NL daarom altijd Huis in. Voor een adres in een ander land hoeft het niet.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let adres = adres(klasse)?;
        (adres.in_nederland() && !adres.heeft_huis).then(|| {
            let tekst = "LandCode is NL, maar het huisnummer ontbreekt. Vul Huis in, met het huisnummer.";
            ("Adres", tekst.to_owned())
        })
    })],
};

/// Choice: it holds for the whole Contact, so also where there is no Adres at all, and whatever telephone number there is; the
/// XSLT says the same. It is told at the Adres, or else at the Contact that lacks it.
const CD034: BerichtRegel = BerichtRegel {
    regel: over_contact(
        "CD034",
        "Een woonadres of verblijfadres heeft een postcode",
        "Het adres uit de basisregistratie (Soort 01) en het verblijfadres (Soort 03) zeggen waar iemand woont. Daarvoor is een \
         postcode nodig, ook als er een telefoonnummer is. Een postadres (02) en een tijdelijk adres (04) mogen zonder.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let contact = klasse.contact()?;
        let moet = matches!(contact.soort, AdresSoort::Brp | AdresSoort::Verblijf);
        let onder = match &contact.adres {
            Some(adres) if adres.postcode.is_some() => return None,
            Some(_) => "Adres",
            None => "",
        };
        moet.then(|| {
            let soort = contact.soort.code();
            (
                onder,
                format!("Bij een adres met Soort {soort} hoort een postcode. Vul Adres in, met de postcode."),
            )
        })
    })],
};

/// Choice: a postcode that is missing is up to CD005; only the form of one that is there is judged. Letters may be small,
/// and a space is wrong, also around it.
const CS089: BerichtRegel = BerichtRegel {
    regel: over_contact(
        "CS089",
        "Een Nederlandse postcode is vier cijfers en twee letters",
        "Een postcode in Nederland is vier cijfers en twee letters, zonder spatie ertussen. Het eerste cijfer is geen nul. Staat \
         er iets anders, dan is de postcode verkeerd ingevoerd, of het adres ligt in een ander land dan LandCode zegt.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let adres = adres(klasse).filter(|adres| adres.in_nederland())?;
        (!is_nederlandse_postcode(adres.postcode.as_ref()?)).then(verkeerde_postcode)
    })],
};

fn verkeerde_postcode() -> Afwijking {
    let tekst = "LandCode is NL, maar dit is geen Nederlandse postcode. Vul vier cijfers en twee letters in, zonder spatie, of \
                 verbeter LandCode.";
    ("Adres/Postcode", tekst.to_owned())
}

fn is_nederlandse_postcode(postcode: &str) -> bool {
    let &[eerste, ref cijfers @ .., a, b] = postcode.as_bytes() else { return false };
    (b'1'..=b'9').contains(&eerste)
        && cijfers.len() == 3
        && cijfers.iter().all(u8::is_ascii_digit)
        && a.is_ascii_alphabetic()
        && b.is_ascii_alphabetic()
}
