//! The closed lists of words in the API, each read from the code that uses them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::begrippen::Status as Registerstatus;
use crate::bericht::{ALLE_BERICHTTYPEN, Berichttype as Type, Standaard as S};
use crate::bezorging::{Bezorgwijze as Wijze, GebeurtenisSoort, Leveringstatus as Stand, PogingUitkomst};
use crate::catalogus::Controleniveau as Niveau;
use crate::concept::{Actie as A, GevraagdSoort};
use crate::declaratie::{Beoordelingsstatus, Besluitsoort};
use crate::keten::{TermijnSoort, TermijnStatus, Uitkomst as U};
use crate::overzicht::Kolomsoort as K;
use crate::partij::{Beantwoording as Antwoordwijze, PartijSoort};
use crate::store::{Status, VerzoekStatus};
use crate::toegang::Sleutelstand as Sleutelstaat;

/// A longer list stands once, with a name of its own.
const LANG: usize = 12;

macro_rules! woorden {
    ($($(#[$doc:meta])* $naam:ident = $woorden:expr;)*) => { $(
        $(#[$doc])*
        pub(in crate::http) struct $naam;

        impl JsonSchema for $naam {
            fn inline_schema() -> bool {
                $woorden.into_iter().count() <= LANG
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($naam).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let woorden: Vec<String> = $woorden.into_iter().map(String::from).collect();
                json_schema!({ "type": "string", "enum": woorden })
            }
        }
    )* };
}

woorden! {
    /// The message types.
    Berichttype = ALLE_BERICHTTYPEN.map(Type::naam);
    /// The standards.
    Standaard = S::ALLE.map(S::sleutel);
    /// Where a message is.
    Berichtstatus = Status::ALLE.map(Status::sleutel);
    /// How a message ended.
    Uitkomst = [U::Goedgekeurd, U::Afgekeurd, U::DeelsGoedgekeurd].map(U::sleutel);
    /// Where a Declaratie is.
    Declaratiestatus = declaratiestatussen();
    /// How a line ended.
    Uitslag = ["toegekend", "afgewezen"];
    /// What the log calls a decision.
    Besluit = Besluitsoort::ALLE.map(Besluitsoort::sleutel);
    /// What a term is about.
    Termijnsoort = TermijnSoort::ALLE.map(TermijnSoort::sleutel);
    /// Where a term is.
    Termijnstatus = TermijnStatus::ALLE.map(TermijnStatus::sleutel);
    /// Who must send something.
    AanZet = ["gemeente", "aanbieder"];
    /// What is asked for.
    Verzoeksoort = ["toewijzing", "wijziging"];
    /// Where a request is.
    Verzoekstatus = VerzoekStatus::ALLE.map(VerzoekStatus::sleutel);
    /// What is asked about a product.
    Gevraagd = GevraagdSoort::ALLE.map(GevraagdSoort::sleutel);
    /// What happens to an allocation.
    Actie = A::ALLE.map(A::sleutel);
    /// Where the standard has a rule checked.
    Controleniveau = Niveau::ALLE.map(Niveau::sleutel);
    /// What is in a column.
    Kolomsoort = K::ALLE.map(K::sleutel);
    /// The forms of an overview.
    Formaat = ["json", "csv", "xlsx"];
    /// How far a levering is.
    Leveringstatus = Stand::ALLE.map(Stand::sleutel);
    /// How a levering is brought.
    Bezorgwijze = Wijze::ALLE.map(Wijze::sleutel);
    /// What came back.
    Poginguitkomst = PogingUitkomst::ALLE.map(PogingUitkomst::sleutel);
    /// Where a piece of the register is that everybody may see.
    OpenbareStatus = openbare_statussen();
    /// The kinds of party.
    Partijsoort = PartijSoort::ALLE.map(PartijSoort::sleutel);
    /// Who answers what a party receives.
    Beantwoording = Antwoordwijze::ALLE.map(Antwoordwijze::sleutel);
    /// How a key stands.
    Sleutelstand = [Sleutelstaat::Geldig, Sleutelstaat::Verlopen, Sleutelstaat::Ingetrokken].map(Sleutelstaat::sleutel);
    /// What happened.
    Gebeurtenistype = GebeurtenisSoort::ALLE.map(GebeurtenisSoort::naam);
    /// In what the period of an overview is counted.
    PeriodeIn = ["maanden", "dagen"];
}

fn openbare_statussen() -> Vec<&'static str> {
    Registerstatus::ALLE
        .into_iter()
        .filter(|status| !status.is_concept())
        .map(Registerstatus::sleutel)
        .collect()
}

fn declaratiestatussen() -> Vec<&'static str> {
    let beoordeling = Beoordelingsstatus::ALLE.map(Beoordelingsstatus::sleutel);
    std::iter::once("ingediend").chain(beoordeling).collect()
}
