//! What the catalogue says of a rule.

use schemars::JsonSchema;
use serde::Serialize;

use crate::bericht::{Berichttype, Soort, Standaard};
use crate::regels::soorten::ALLE;
use crate::regels::{Niveau, Regel};

/// Where the standard has a rule checked, or what kind of agreement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Controleniveau {
    /// Level 1: the schema.
    Schema,
    /// Level 2: inside one message.
    Bericht,
    /// Level 3: over messages.
    Keten,
    /// Level 4: against a list, a contract or the date.
    Extern,
    /// An agreement on how parties work (OP).
    Proces,
    /// How a message is filled in (IV).
    Invulinstructie,
    /// A principle that the standard starts from (UP).
    Uitgangspunt,
}

impl Controleniveau {
    /// Every level.
    pub const ALLE: [Controleniveau; 7] = [
        Controleniveau::Schema,
        Controleniveau::Bericht,
        Controleniveau::Keten,
        Controleniveau::Extern,
        Controleniveau::Proces,
        Controleniveau::Invulinstructie,
        Controleniveau::Uitgangspunt,
    ];

    /// The key in JSON; for levels 1 to 4 that of a finding.
    pub fn sleutel(self) -> &'static str {
        match self {
            Controleniveau::Schema => "schema",
            Controleniveau::Bericht => "bericht",
            Controleniveau::Keten => "keten",
            Controleniveau::Extern => "extern",
            Controleniveau::Proces => "proces",
            Controleniveau::Invulinstructie => "invulinstructie",
            Controleniveau::Uitgangspunt => "uitgangspunt",
        }
    }

    /// The level with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Controleniveau> {
        Controleniveau::ALLE.into_iter().find(|niveau| niveau.sleutel() == sleutel)
    }

    /// What people call it.
    pub fn omschrijving(self) -> &'static str {
        match self {
            Controleniveau::Schema => "vorm van het bericht",
            Controleniveau::Bericht => "binnen één bericht",
            Controleniveau::Keten => "over berichten heen",
            Controleniveau::Extern => "tegen een lijst, een contract of de datum",
            Controleniveau::Proces => "afspraak over de werkwijze",
            Controleniveau::Invulinstructie => "invulinstructie",
            Controleniveau::Uitgangspunt => "uitgangspunt",
        }
    }
}

impl From<Niveau> for Controleniveau {
    fn from(niveau: Niveau) -> Self {
        match niveau {
            Niveau::Xml | Niveau::Schema => Controleniveau::Schema,
            Niveau::Bericht => Controleniveau::Bericht,
            Niveau::Keten => Controleniveau::Keten,
            Niveau::Extern => Controleniveau::Extern,
        }
    }
}

/// What the gate does about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Toetsing {
    /// A check inside one message.
    Bericht,
    /// A check against a list, a contract or the date.
    Extern,
    /// A check over messages.
    Keten,
    /// The schema enforces it.
    Schema,
    /// Other rules, which are checked, cover it.
    AndereRegel,
    /// The gate follows it in what it does itself.
    Poort,
    /// It is for the parties; the gate cannot or may not check it.
    Partijen,
    /// Nothing in the messages uses it.
    NietInGebruik,
}

impl Toetsing {
    /// Every way, in the order in which lists show them.
    pub const ALLE: [Toetsing; 8] = [
        Toetsing::Bericht,
        Toetsing::Extern,
        Toetsing::Keten,
        Toetsing::Schema,
        Toetsing::AndereRegel,
        Toetsing::Poort,
        Toetsing::Partijen,
        Toetsing::NietInGebruik,
    ];

    /// The key in JSON.
    pub fn sleutel(self) -> &'static str {
        match self {
            Toetsing::Bericht => "bericht",
            Toetsing::Extern => "extern",
            Toetsing::Keten => "keten",
            Toetsing::Schema => "schema",
            Toetsing::AndereRegel => "andere-regel",
            Toetsing::Poort => "poort",
            Toetsing::Partijen => "partijen",
            Toetsing::NietInGebruik => "niet-in-gebruik",
        }
    }

    /// The heading above the rules that are dealt with like this.
    pub fn kop(self) -> &'static str {
        match self {
            Toetsing::Bericht => "Getoetst binnen het bericht",
            Toetsing::Extern => "Getoetst tegen een lijst, een contract of de datum",
            Toetsing::Keten => "Getoetst over berichten heen",
            Toetsing::Schema => "Afgedwongen door het schema",
            Toetsing::AndereRegel => "Getoetst met een andere regel",
            Toetsing::Poort => "De poort houdt zich eraan",
            Toetsing::Partijen => "Aan de partijen zelf",
            Toetsing::NietInGebruik => "Nergens in gebruik",
        }
    }

    /// What that means, for whoever reads the list.
    pub fn uitleg(self) -> &'static str {
        match self {
            Toetsing::Bericht => {
                "De poort kijkt naar het bericht zelf. Klopt er iets niet, dan wordt het hele bericht afgekeurd met retourcode \
                 0001."
            }
            Toetsing::Extern => {
                "De poort vergelijkt het bericht met iets van buiten. De retourcode staat in het antwoord bij de klasse met de \
                 fout."
            }
            Toetsing::Keten => {
                "De poort vergelijkt het bericht met eerdere berichten. De retourcode staat in het antwoord bij de klasse met \
                 de fout."
            }
            Toetsing::Schema => {
                "Een bericht dat niet bij het schema past, wordt meteen geweigerd. Er komt dan geen retourbericht."
            }
            Toetsing::AndereRegel => {
                "Deze afspraken hebben geen eigen toets. De regels die erbij staan, toetsen wat ervan in de berichten te zien is."
            }
            Toetsing::Poort => "Deze regels zeggen wat een ontvanger doet. De poort doet het zo.",
            Toetsing::Partijen => {
                "Dit ligt bij gemeenten en aanbieders. De poort kan het niet zien, of mag er niet op afkeuren."
            }
            Toetsing::NietInGebruik => "Geen enkel bericht gebruikt deze grenzen.",
        }
    }

    /// Whether the rule has a check of its own in the gate.
    pub fn is_toets(self) -> bool {
        matches!(self, Toetsing::Bericht | Toetsing::Extern | Toetsing::Keten | Toetsing::Schema)
    }
}

/// A rule of the standard as the catalogue shows it. All words are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogusRegel {
    /// Code in the standard, such as `TR019`.
    pub code: &'static str,
    /// The standards that have it.
    pub standaarden: &'static [Standaard],
    /// The kinds of message that it is about; empty where it is about no message in particular.
    pub berichten: &'static [Soort],
    /// Where the standard has it checked.
    pub niveau: Controleniveau,
    /// The code in the answer to a message that fails it, if there is one.
    pub retourcode: Option<&'static str>,
    /// What must hold, in one line.
    pub titel: &'static str,
    /// Why, and what to do about it.
    pub uitleg: &'static str,
    /// What the gate does about it.
    pub toetsing: Toetsing,
    /// The rules that work it out into checks, where it has no check of its own.
    pub uitgewerkt_in: &'static [&'static str],
    /// Other rules that say more.
    pub zie_ook: &'static [&'static str],
}

impl From<&Regel> for CatalogusRegel {
    fn from(regel: &Regel) -> Self {
        let niveau = Controleniveau::from(regel.niveau);
        CatalogusRegel {
            code: regel.code,
            standaarden: regel.standaarden,
            berichten: regel.berichten,
            niveau,
            retourcode: regel.retourcode,
            titel: regel.titel,
            uitleg: regel.uitleg,
            toetsing: match regel.niveau {
                Niveau::Xml | Niveau::Schema => Toetsing::Schema,
                Niveau::Bericht => Toetsing::Bericht,
                Niveau::Extern => Toetsing::Extern,
                Niveau::Keten => Toetsing::Keten,
            },
            uitgewerkt_in: &[],
            zie_ook: &[],
        }
    }
}

impl CatalogusRegel {
    /// The message types that it is about.
    pub fn berichttypen(&self) -> impl Iterator<Item = Berichttype> + '_ {
        self.standaarden
            .iter()
            .flat_map(|&standaard| self.berichten.iter().map(move |&soort| Berichttype { standaard, soort }))
    }

    /// The numbers of the messages that it is about, in words: `305 en 307`. Empty where there are none.
    pub fn nummers(&self) -> String {
        if self.berichten.len() == ALLE.len() {
            return "alle berichten".to_owned();
        }
        super::opsomming(self.berichten.iter().map(|soort| soort.nummer().to_string()))
    }

    /// The standards that have it, in words: `iJw en iWmo`.
    pub fn van_standaarden(&self) -> String {
        match self.standaarden {
            [een] => format!("alleen {een}"),
            meer => super::opsomming(meer.iter().map(|standaard| standaard.naam().to_owned())),
        }
    }

    pub(super) const fn alleen_ijw(self) -> Self {
        CatalogusRegel { standaarden: &[Standaard::Ijw], ..self }
    }

    pub(super) const fn alleen_iwmo(self) -> Self {
        CatalogusRegel { standaarden: &[Standaard::Iwmo], ..self }
    }

    pub(super) const fn zie(self, zie_ook: &'static [&'static str]) -> Self {
        CatalogusRegel { zie_ook, ..self }
    }
}

/// A rule in JSON, the same on the command line and in the API.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegelBeeld {
    code: &'static str,
    standaarden: Vec<&'static str>,
    berichten: Vec<String>,
    #[schemars(extend("enum" = Controleniveau::ALLE.map(Controleniveau::sleutel)))]
    niveau: &'static str,
    retourcode: Option<&'static str>,
    titel: &'static str,
    uitleg: &'static str,
    #[schemars(extend("enum" = Toetsing::ALLE.map(Toetsing::sleutel)))]
    toetsing: &'static str,
    uitgewerkt_in: &'static [&'static str],
    zie_ook: &'static [&'static str],
}

impl From<&CatalogusRegel> for RegelBeeld {
    fn from(regel: &CatalogusRegel) -> Self {
        RegelBeeld {
            code: regel.code,
            standaarden: regel.standaarden.iter().map(|standaard| standaard.sleutel()).collect(),
            berichten: regel.berichttypen().map(Berichttype::naam).collect(),
            niveau: regel.niveau.sleutel(),
            retourcode: regel.retourcode,
            titel: regel.titel,
            uitleg: regel.uitleg,
            toetsing: regel.toetsing.sleutel(),
            uitgewerkt_in: regel.uitgewerkt_in,
            zie_ook: regel.zie_ook,
        }
    }
}
