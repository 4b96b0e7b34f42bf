//! A piece of the register, of whichever kind.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::begrip::Begrip;
use super::codelijst::Codelijst;
use super::gebrek::{Gebrek, Toets};
use super::lokaleregel::LokaleRegel;
use super::looptijd::Looptijd;
use super::regio::Regio;
use super::register::Omgeving;
use super::status::Status;
use super::vertaling::Vertaling;

/// Who owns what is the same everywhere in the country.
pub const LANDELIJK: &str = "landelijk";

/// What a kind of piece must tell to be kept in the register.
pub trait Registerstuk: Serialize + DeserializeOwned {
    /// Its key among its kind; it never changes.
    fn sleutel(&self) -> &str;
    /// How people know it.
    fn naam(&self) -> &str;
    /// Who decides about it: `landelijk`, the id of a regio or a gemeentecode.
    fn eigenaar(&self) -> &str;
    /// Where it is.
    fn status(&self) -> Status;
    /// The same with another status.
    fn zet_status(&mut self, status: Status);
    /// From when to when it holds.
    fn looptijd(&self) -> Looptijd;
    /// The same with another last day.
    fn zet_einddatum(&mut self, einddatum: chrono::NaiveDate);
    /// Says which piece takes its place; false where its kind knows no such thing.
    fn zet_opvolger(&mut self, _opvolger: &str) -> bool {
        false
    }
    /// The piece that took its place.
    fn opvolger(&self) -> Option<&str> {
        None
    }
    /// What is wrong with it by itself.
    fn toets(&self, toets: &mut Toets<'_>);
    /// What is wrong with it among the others.
    fn toets_in(&self, _omgeving: &Omgeving<'_>, _toets: &mut Toets<'_>) {}
}

macro_rules! stukken {
    ($($(#[$doc:meta])* $variant:ident = $sleutel:literal, $woord:literal;)+) => {
        /// A kind of piece.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Soort { $($(#[$doc])* $variant),+ }

        impl Soort {
            /// Every kind.
            pub const ALLE: &'static [Soort] = &[$(Soort::$variant),+];

            /// The key in the database.
            pub fn sleutel(self) -> &'static str {
                match self { $(Soort::$variant => $sleutel),+ }
            }

            /// As people name one.
            pub fn woord(self) -> &'static str {
                match self { $(Soort::$variant => $woord),+ }
            }
        }

        /// A piece. Cheap to clone.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Stuk { $($(#[$doc])* $variant(Arc<$variant>)),+ }

        impl Stuk {
            /// Its kind.
            pub fn soort(&self) -> Soort {
                match self { $(Stuk::$variant(_) => Soort::$variant),+ }
            }

            /// Reads one of a kind from JSON.
            ///
            /// # Errors
            /// Where and why it cannot be read, in Dutch.
            pub fn lees(soort: Soort, json: Value) -> Result<Stuk, Gebrek> {
                match soort { $(Soort::$variant => lees_als(soort, json).map(|stuk| Stuk::$variant(Arc::new(stuk)))),+ }
            }

            /// As it is kept.
            pub fn json(&self) -> Value {
                match self { $(Stuk::$variant(stuk) => serde_json::to_value(&**stuk)),+ }.unwrap_or_default()
            }

            fn zie(&self) -> &dyn Kijk {
                match self { $(Stuk::$variant(stuk) => &**stuk),+ }
            }

            /// The same with a change in it.
            fn anders<R>(&self, doe: impl FnOnce(&mut dyn Kijk) -> R) -> (Stuk, R) {
                match self { $(Stuk::$variant(stuk) => {
                    let mut nieuw = (**stuk).clone();
                    let uit = doe(&mut nieuw);
                    (Stuk::$variant(Arc::new(nieuw)), uit)
                }),+ }
            }
        }

        $(impl From<$variant> for Stuk {
            fn from(stuk: $variant) -> Stuk {
                Stuk::$variant(Arc::new(stuk))
            }
        })+
    };
}

stukken! {
    /// What a word means.
    Begrip = "begrip", "begrip";
    /// A list of codes.
    Codelijst = "codelijst", "codelijst";
    /// How the codes of one list read in another.
    Vertaling = "vertaling", "vertaling";
    /// Gemeenten that settle things together.
    Regio = "regio", "regio";
    /// What the gate checks because it was agreed on.
    LokaleRegel = "lokaleregel", "lokale regel";
}

impl Soort {
    /// The kind with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Soort> {
        Soort::ALLE.iter().copied().find(|soort| soort.sleutel() == sleutel)
    }
}

/// [`Registerstuk`] without what keeps it from being a trait object.
trait Kijk {
    fn sleutel(&self) -> &str;
    fn naam(&self) -> &str;
    fn eigenaar(&self) -> &str;
    fn status(&self) -> Status;
    fn zet_status(&mut self, status: Status);
    fn looptijd(&self) -> Looptijd;
    fn zet_einddatum(&mut self, einddatum: chrono::NaiveDate);
    fn zet_opvolger(&mut self, opvolger: &str) -> bool;
    fn opvolger(&self) -> Option<&str>;
    fn toets(&self, toets: &mut Toets<'_>);
    fn toets_in(&self, omgeving: &Omgeving<'_>, toets: &mut Toets<'_>);
}

impl<S: Registerstuk> Kijk for S {
    fn sleutel(&self) -> &str {
        Registerstuk::sleutel(self)
    }
    fn naam(&self) -> &str {
        Registerstuk::naam(self)
    }
    fn eigenaar(&self) -> &str {
        Registerstuk::eigenaar(self)
    }
    fn status(&self) -> Status {
        Registerstuk::status(self)
    }
    fn zet_status(&mut self, status: Status) {
        Registerstuk::zet_status(self, status);
    }
    fn looptijd(&self) -> Looptijd {
        Registerstuk::looptijd(self)
    }
    fn zet_einddatum(&mut self, einddatum: chrono::NaiveDate) {
        Registerstuk::zet_einddatum(self, einddatum);
    }
    fn zet_opvolger(&mut self, opvolger: &str) -> bool {
        Registerstuk::zet_opvolger(self, opvolger)
    }
    fn opvolger(&self) -> Option<&str> {
        Registerstuk::opvolger(self)
    }
    fn toets(&self, toets: &mut Toets<'_>) {
        Registerstuk::toets(self, toets);
    }
    fn toets_in(&self, omgeving: &Omgeving<'_>, toets: &mut Toets<'_>) {
        Registerstuk::toets_in(self, omgeving, toets);
    }
}

/// Reads a piece and says where it goes wrong. What stands there is not repeated: it may be anything.
fn lees_als<S: DeserializeOwned>(soort: Soort, json: Value) -> Result<S, Gebrek> {
    let wie = ["id", "lijst"].iter().find_map(|naam| json.get(naam).and_then(Value::as_str));
    let plek = wie.map_or_else(|| soort.woord().to_owned(), |wie| format!("{} {wie}", soort.woord()));
    serde_path_to_error::deserialize(json).map_err(|fout| {
        let veld = match fout.path().to_string() {
            pad if pad == "." => String::new(),
            pad => format!(", {pad}"),
        };
        let tekst = "dit is niet te lezen: een naam is hier niet bekend, een veld ontbreekt, of de waarde is van een andere soort. \
                     Vergelijk het met een stuk van dezelfde soort";
        Gebrek::nieuw(format!("{plek}{veld}"), tekst)
    })
}

impl Stuk {
    /// Its key among its kind.
    pub fn sleutel(&self) -> &str {
        self.zie().sleutel()
    }

    /// How people know it.
    pub fn naam(&self) -> &str {
        self.zie().naam()
    }

    /// Who decides about it.
    pub fn eigenaar(&self) -> &str {
        self.zie().eigenaar()
    }

    /// Where it is.
    pub fn status(&self) -> Status {
        self.zie().status()
    }

    /// From when to when it holds.
    pub fn looptijd(&self) -> Looptijd {
        self.zie().looptijd()
    }

    /// The piece that took its place.
    pub fn opvolger(&self) -> Option<&str> {
        self.zie().opvolger()
    }

    /// The same with another status.
    #[must_use]
    pub fn met_status(&self, status: Status) -> Stuk {
        self.anders(|stuk| stuk.zet_status(status)).0
    }

    /// The same with another last day.
    #[must_use]
    pub fn met_einddatum(&self, einddatum: chrono::NaiveDate) -> Stuk {
        self.anders(|stuk| stuk.zet_einddatum(einddatum)).0
    }

    /// The same with a successor; none where its kind knows no such thing.
    pub fn met_opvolger(&self, opvolger: &str) -> Option<Stuk> {
        let (stuk, kan) = self.anders(|stuk| stuk.zet_opvolger(opvolger));
        kan.then_some(stuk)
    }

    /// Its kind and key, as people are told.
    pub fn plek(&self) -> String {
        format!("{} {}", self.soort().woord(), self.sleutel())
    }

    /// What is wrong with it by itself.
    pub fn toets(&self) -> Vec<Gebrek> {
        let mut gebreken = Vec::new();
        let mut toets = Toets::van(self.plek(), &mut gebreken);
        self.looptijd().toets("einddatum", &mut toets);
        if !is_eigenaar(self.eigenaar()) {
            toets.fout(
                "eigenaar",
                "vul landelijk in, het id van een regio, of een gemeentecode van vier cijfers",
            );
        }
        if (self.status() == Status::Vervangen) != self.opvolger().is_some() {
            toets.fout("opvolger", "alleen wat vervangen is, heeft een opvolger, en dan ook altijd");
        }
        self.zie().toets(&mut toets);
        gebreken
    }

    pub(super) fn toets_in(&self, omgeving: &Omgeving<'_>, gebreken: &mut Vec<Gebrek>) {
        let mut toets = Toets::van(self.plek(), gebreken);
        let eigenaar = self.eigenaar();
        let bekend = eigenaar == LANDELIJK || is_gemeente(eigenaar) || omgeving.kent(Soort::Regio, eigenaar);
        if !bekend {
            toets.fout("eigenaar", format!("er is geen regio ‘{eigenaar}’"));
        }
        if let Some(opvolger) = self.opvolger()
            && !omgeving.kent(self.soort(), opvolger)
        {
            toets.fout("opvolger", format!("‘{opvolger}’ bestaat niet"));
        }
        self.zie().toets_in(omgeving, &mut toets);
    }
}

/// Whether it looks like a key: small letters, digits and hyphens.
pub(super) fn is_id(tekst: &str) -> bool {
    let teken = |teken: u8| teken.is_ascii_lowercase() || teken.is_ascii_digit() || teken == b'-';
    (1..=60).contains(&tekst.len())
        && tekst.bytes().all(teken)
        && !tekst.starts_with('-')
        && !tekst.ends_with('-')
        && !tekst.contains("--")
}

fn is_gemeente(tekst: &str) -> bool {
    crate::bericht::Gemeentecode::lees(tekst).is_ok()
}

fn is_eigenaar(tekst: &str) -> bool {
    is_id(tekst)
}

pub(super) fn landelijk() -> String {
    LANDELIJK.to_owned()
}
