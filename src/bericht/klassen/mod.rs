//! The berichtklassen as types: what a message says, klasse by klasse.

mod client;
mod declaratie;
mod header;
mod kijk;
mod zorg;

pub use client::{Adres, Communicatie, Contact, Geboortedatum, Naam, Persoon, Relatie, woonpostcode};
pub use declaratie::{Declaratie, DeclaratieAntwoord, Prestatie};
pub use header::Header;
pub use kijk::Zorg;
pub use zorg::{
    AangevraagdProduct, Antwoord, NieuwProduct, OngewijzigdProduct, StartProduct, StopProduct,
    TeWijzigenProduct, ToegewezenProduct, Verwijzer, Verzoek,
};

use super::blok::Deel;
use super::knoop::Plek;
use super::lezen::LeesFout;
use super::velden::{Fout, Velden};

macro_rules! klassen {
    ($($(#[$doc:meta])* $naam:ident($soort:ty) $kijk:ident),+ $(,)?) => {
        /// A berichtklasse that was read, by itself: the klassen in it came before it, each by itself.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Gelezen { $($(#[$doc])* $naam($soort)),+ }

        /// A berichtklasse to look at.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Klasse<'k> {
            $($(#[$doc])* $naam(&'k $soort),)+
            /// The end of the message: every klasse was given. What is wrong with the message as a whole is told at its
            /// Header.
            Einde(&'k Header),
        }

        impl<'k> Klasse<'k> {
            $($(#[$doc])*
            pub fn $kijk(self) -> Option<&'k $soort> {
                if let Klasse::$naam(klasse) = self { Some(klasse) } else { None }
            })+
        }

        impl Gelezen {
            /// The klasse, to look at.
            pub fn klasse(&self) -> Klasse<'_> {
                match self { $(Gelezen::$naam(klasse) => Klasse::$naam(klasse)),+ }
            }
        }
    };
}

klassen! {
    /// The Header.
    Header(Header) header,
    /// A Client.
    Client(Persoon) client,
    /// Somebody related to the client.
    Relatie(Relatie) relatie,
    /// Where the client or a Relatie can be reached.
    Contact(Contact) contact,
    /// An allocation in a 301.
    ToegewezenProduct(ToegewezenProduct) toegewezen_product,
    /// A start in a 305.
    StartProduct(StartProduct) start_product,
    /// A stop in a 307.
    StopProduct(StopProduct) stop_product,
    /// A product asked for in a 315.
    AangevraagdProduct(AangevraagdProduct) aangevraagd_product,
    /// The request of a 317.
    Verzoek(Verzoek) verzoek,
    /// An allocation that a 317 leaves as it is.
    OngewijzigdProduct(OngewijzigdProduct) ongewijzigd_product,
    /// An allocation that a 317 asks to change.
    TeWijzigenProduct(TeWijzigenProduct) te_wijzigen_product,
    /// A product that a 317 asks for anew.
    NieuwProduct(NieuwProduct) nieuw_product,
    /// The answer of a 319.
    Antwoord(Antwoord) antwoord,
    /// The Declaratie of a 323.
    Declaratie(Declaratie) declaratie,
    /// A Prestatie of a 323 or 325.
    Prestatie(Prestatie) prestatie,
    /// The DeclaratieAntwoord of a 325.
    DeclaratieAntwoord(DeclaratieAntwoord) declaratie_antwoord,
}

impl<'k> Klasse<'k> {
    /// Where it stands in the message; of the end of the message the Header.
    pub fn plek(self) -> &'k Plek {
        match self {
            Klasse::Header(klasse) | Klasse::Einde(klasse) => &klasse.plek,
            Klasse::Client(klasse) => &klasse.plek,
            Klasse::Relatie(klasse) => &klasse.plek,
            Klasse::Contact(klasse) => &klasse.plek,
            Klasse::ToegewezenProduct(klasse) => &klasse.plek,
            Klasse::StartProduct(klasse) => &klasse.plek,
            Klasse::StopProduct(klasse) => &klasse.start.plek,
            Klasse::AangevraagdProduct(klasse) => &klasse.plek,
            Klasse::Verzoek(klasse) => &klasse.plek,
            Klasse::OngewijzigdProduct(klasse) => &klasse.plek,
            Klasse::TeWijzigenProduct(klasse) => &klasse.plek,
            Klasse::NieuwProduct(klasse) => &klasse.plek,
            Klasse::Antwoord(klasse) => &klasse.plek,
            Klasse::Declaratie(klasse) => &klasse.plek,
            Klasse::Prestatie(klasse) => &klasse.plek,
            Klasse::DeclaratieAntwoord(klasse) => &klasse.plek,
        }
    }

    /// A day of birth: of the client or of a Relatie.
    pub fn geboortedatum(self) -> Option<Geboortedatum> {
        match self {
            Klasse::Client(persoon) => persoon.geboortedatum,
            Klasse::Relatie(relatie) => relatie.geboortedatum,
            _ => None,
        }
    }

    /// How a name is used: of the client of a 301 or of a Relatie.
    pub fn naam(self) -> Option<Naam> {
        match self {
            Klasse::Client(persoon) => persoon.naam,
            Klasse::Relatie(relatie) => relatie.naam,
            _ => None,
        }
    }

    /// What it says of care that is allocated or asked for.
    pub fn zorg(self) -> Option<Zorg<'k>> {
        Zorg::van(self)
    }
}

/// Whether an element of this name is a klasse other than the Header.
pub fn is_klasse(naam: &str) -> bool {
    matches!(
        naam,
        "Client"
            | "Relatie"
            | "Contact"
            | "ToegewezenProduct"
            | "StartProduct"
            | "StopProduct"
            | "AangevraagdProduct"
            | "Verzoek"
            | "OngewijzigdProduct"
            | "TeWijzigenProduct"
            | "NieuwProduct"
            | "Antwoord"
            | "Declaratie"
            | "Prestatie"
            | "DeclaratieAntwoord"
    )
}

/// The part of a path up to and including the innermost klasse in it that can carry retourcodes; empty where there is none.
pub fn klasse_van(pad: &str) -> &str {
    let mut einde = 0;
    let mut hier = 0;
    for stap in pad.split_inclusive('/') {
        hier += stap.len();
        let naam = stap.trim_end_matches('/').split('[').next().unwrap_or_default();
        // No klasse to read by itself, but it carries codes (320).
        if matches!(naam, "Header" | "Woonplaatsbeginsel") || is_klasse(naam) {
            einde = hier;
        }
    }
    pad.get(..einde).unwrap_or_default().trim_end_matches('/')
}

/// Reads a klasse into its type. `in_relatie`: it stands in a Relatie. An error names its place below the klasse.
pub(super) fn lees_klasse(deel: Deel<'_>, plek: Plek, in_relatie: bool) -> Result<Gelezen, Fout> {
    let velden = &Velden::van(deel);
    Ok(match deel.naam() {
        "Prestatie" => Gelezen::Prestatie(Prestatie::lees(velden, plek)?),
        "Client" => Gelezen::Client(Persoon::lees(velden, plek)?),
        "Relatie" => Gelezen::Relatie(Relatie::lees(velden, plek)?),
        "Contact" => Gelezen::Contact(Contact::lees(velden, plek, in_relatie)?),
        "ToegewezenProduct" => Gelezen::ToegewezenProduct(ToegewezenProduct::lees(velden, plek)?),
        "StartProduct" => Gelezen::StartProduct(StartProduct::lees(velden, plek)?),
        "StopProduct" => Gelezen::StopProduct(StopProduct::lees(velden, plek)?),
        "AangevraagdProduct" => Gelezen::AangevraagdProduct(AangevraagdProduct::lees(velden, plek)?),
        "Verzoek" => Gelezen::Verzoek(Verzoek::lees(velden, plek)?),
        "OngewijzigdProduct" => Gelezen::OngewijzigdProduct(OngewijzigdProduct::lees(velden, plek)?),
        "TeWijzigenProduct" => Gelezen::TeWijzigenProduct(TeWijzigenProduct::lees(velden, plek)?),
        "NieuwProduct" => Gelezen::NieuwProduct(NieuwProduct::lees(velden, plek)?),
        "Antwoord" => Gelezen::Antwoord(Antwoord::lees(velden, plek)?),
        "Declaratie" => Gelezen::Declaratie(Declaratie::lees(velden, plek)?),
        "DeclaratieAntwoord" => Gelezen::DeclaratieAntwoord(DeclaratieAntwoord::lees(velden, plek)?),
        _ => return Err(LeesFout::Schema.into()),
    })
}

/// The codes that a klasse of an answer carries; none elsewhere.
pub(super) fn retourcodes(deel: Deel<'_>) -> Vec<String> {
    let codes = deel.kind("RetourCodes").into_iter().flat_map(|codes| codes.kinderen());
    codes.filter_map(|code| code.tekst()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::klasse_van;

    #[test]
    fn the_klasse_of_a_path_is_the_innermost_one() {
        for (pad, klasse) in [
            ("/Bericht/Header/BerichtIdentificatie/Dagtekening", "/Bericht/Header"),
            ("/Bericht/Client/Naam/NaamGebruik", "/Bericht/Client"),
            (
                "/Bericht/Client/Relaties/Relatie[2]/Contact/Adres",
                "/Bericht/Client/Relaties/Relatie[2]/Contact",
            ),
            ("/Bericht/Client", "/Bericht/Client"),
            ("/Bericht/Antwoord/Woonplaatsbeginsel/Gemeente", "/Bericht/Antwoord/Woonplaatsbeginsel"),
            ("/Bericht", ""),
            ("", ""),
        ] {
            assert_eq!(klasse_van(pad), klasse);
        }
    }
}
