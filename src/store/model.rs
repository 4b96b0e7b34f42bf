//! What goes into the store and what comes out: plain values, without SQL.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::bericht::{Berichttype, Header, Richting, Standaard, ToewijzingNummer};
use crate::keten::{Prestatieberekening, TermijnSoort, TermijnStatus, Uitkomst, Verzoeksoort, Wijziging};
use crate::lokaal::Regeluitslag;
use crate::regels::{Bevinding, Oordeel};

/// What a viewer may see. Every query that reads messages takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zicht {
    /// A party: the messages that it sent, and those with a levering to it.
    Partij(Uuid),
    /// The operator and the gate itself: every message.
    Alles,
}

/// A message that passed level 1 and is to be stored for good.
#[derive(Clone, Copy, Debug)]
pub struct NieuwBericht<'a> {
    /// Unguessable id, made by the caller.
    pub id: Uuid,
    /// What the message says of itself.
    pub header: &'a Header,
    /// The party that sends it.
    pub verzender: Uuid,
    /// The party that offers it, where that is not the one that sends it: a wijkteam with a mandate.
    pub indiener: Option<Uuid>,
    /// The supplier that brings it for the one that offers it.
    pub leverancier: Option<Uuid>,
    /// The party that it is for.
    pub geadresseerde: Uuid,
    /// The bytes as received.
    pub bytes: &'a [u8],
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// When it came in.
    pub ontvangen_op: DateTime<Utc>,
    /// The verdict of controle.
    pub oordeel: Oordeel,
    /// What controle found.
    pub bevindingen: &'a [Bevinding],
}

/// What became of a message that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aangenomen {
    /// It is stored, with its place in its stroom.
    Nieuw(BerichtRij),
    /// The same sender had sent the same bytes before; nothing changed.
    Bekend(BerichtRij),
}

/// A refusal at level 1, kept for the operator. The bytes are not kept.
#[derive(Clone, Copy, Debug)]
pub struct Weigering<'a> {
    /// Who sent it.
    pub partij: Uuid,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Number of bytes.
    pub grootte: u64,
    /// When it came in.
    pub ontvangen_op: DateTime<Utc>,
    /// The message type, where it could be told.
    pub berichttype: Option<Berichttype>,
    /// The verdict.
    pub oordeel: Oordeel,
    /// Why it was refused: a key.
    pub reden: &'a str,
    /// What was found.
    pub bevindingen: &'a [Bevinding],
}

/// Where a message is on its way through the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Stored; it waits for verwerking.
    Ontvangen,
    /// Judged, answered where it is answered, and on its way to its receivers. Final.
    Verwerkt,
    /// Verwerking kept failing; an operator must look at it.
    Geparkeerd,
}

impl Status {
    /// Every status.
    pub const ALLE: [Status; 3] = [Status::Ontvangen, Status::Verwerkt, Status::Geparkeerd];

    /// The key in JSON and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Status::Ontvangen => "ontvangen",
            Status::Verwerkt => "verwerkt",
            Status::Geparkeerd => "geparkeerd",
        }
    }

    /// The status with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Status> {
        Status::ALLE.into_iter().find(|status| status.sleutel() == sleutel)
    }
}

/// A stored message without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BerichtRij {
    /// Unguessable id.
    pub id: Uuid,
    /// Rising number within the gate: what lists are ordered and paged by. Numbers may be missing.
    pub volgnummer: i64,
    /// Its type.
    pub berichttype: Berichttype,
    /// The party that sent it; for an answer of the gate the party that it answers for.
    pub verzender: Uuid,
    /// The party that it is for.
    pub geadresseerde: Uuid,
    /// `Afzender` as in the header.
    pub afzender: String,
    /// `Ontvanger` as in the header.
    pub ontvanger: String,
    /// `Identificatie` as in the header.
    pub identificatie: String,
    /// `Dagtekening` as in the header.
    pub dagtekening: NaiveDate,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Number of bytes.
    pub grootte: i64,
    /// When it came in, or when the gate wrote it.
    pub ontvangen_op: DateTime<Utc>,
    /// The verdict of controle.
    pub oordeel: Oordeel,
    /// Where it is on its way.
    pub status: Status,
    /// How it ended; none as long as it waits, and for answers that the gate wrote.
    pub uitkomst: Option<Uitkomst>,
    /// The message that this one answers, for an answer of the gate.
    pub reactie_op: Option<Uuid>,
    /// Whether the gate wrote it.
    pub door_poort: bool,
    /// When verwerking was done.
    pub verwerkt_op: Option<DateTime<Utc>>,
    /// How many attempts at verwerking failed.
    pub pogingen: i32,
    /// Why the last attempt failed, in Dutch, without personal data.
    pub oorzaak: Option<String>,
    /// The party that offered it, where that is not the one that sends it.
    pub indiener: Option<Uuid>,
    /// The code of the supplier that brought it in, for who sent or offered it and for the operator.
    pub leverancier: Option<String>,
    /// When its content was cleaned up; none while it is there.
    pub inhoud_opgeruimd_op: Option<DateTime<Utc>>,
}

impl BerichtRij {
    /// Whether it was passed on and waits for the answer of its receiver.
    pub fn wacht_op_antwoord(&self) -> bool {
        self.status == Status::Verwerkt && self.uitkomst.is_none() && !self.door_poort
    }
}

/// Which messages a list shows: all conditions hold at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BerichtFilter {
    /// Of this type.
    pub berichttype: Option<Berichttype>,
    /// With this status.
    pub status: Option<Status>,
    /// With this `Afzender` in the header.
    pub afzender: Option<String>,
    /// With this `Ontvanger` in the header.
    pub ontvanger: Option<String>,
    /// Received at this moment or later.
    pub van: Option<DateTime<Utc>>,
    /// Received before this moment.
    pub tot: Option<DateTime<Utc>>,
    /// With a bevinding of this rule.
    pub regel: Option<String>,
    /// With a volgnummer below this one: the last of the page before.
    pub voor: Option<i64>,
}

/// A message that one worker holds, and with it its stroom. Made by `claim` only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Werk {
    /// Who holds it.
    pub eigenaar: Uuid,
    /// The stroom that is held.
    pub stroom: i64,
    /// The first waiting message of the stroom.
    pub bericht: BerichtRij,
}

/// Everything that verwerking of a message leads to. It is written as a whole or not at all.
#[derive(Clone, Copy, Debug)]
pub struct Verwerking<'a> {
    /// What the message says of itself.
    pub header: &'a Header,
    /// How it ended; none where nothing was judged.
    pub uitkomst: Option<Uitkomst>,
    /// What the rules over messages found; numbered on after what controle found.
    pub bevindingen: &'a [Bevinding],
    /// The sums of each line of a Declaratie that was judged, by its number in the message.
    pub berekeningen: &'a BTreeMap<u32, Prestatieberekening>,
    /// What it leaves behind for later messages.
    pub wijzigingen: &'a [Wijziging<'a>],
    /// Whether its identification now counts as used (TR056).
    pub identificatie_gebruikt: bool,
    /// What local rules said of it, and the stand of the register that these are from.
    pub lokaal: (i64, &'a [Regeluitslag]),
    /// The answer that the gate writes.
    pub antwoord: Option<Antwoord<'a>>,
    /// The message that this one answers, for an answer that a party sends itself.
    pub beantwoordt: Option<Beantwoord<'a>>,
    /// Who gets which message: id of the levering, id of the party, id of the message. In this order in the postbus.
    pub leveringen: &'a [(Uuid, Uuid, Uuid)],
}

/// A message that waited for the answer of its receiver, with what that says.
#[derive(Clone, Copy, Debug)]
pub struct Beantwoord<'a> {
    /// The message.
    pub bericht: &'a BerichtRij,
    /// What it says of itself.
    pub header: &'a Header,
    /// How it ended after all. Refused, it leaves nothing behind and its identification is free again.
    pub uitkomst: Uitkomst,
    /// What it leaves behind for later messages.
    pub wijzigingen: &'a [Wijziging<'a>],
}

/// An answer that the gate wrote.
#[derive(Clone, Copy, Debug)]
pub struct Antwoord<'a> {
    /// Unguessable id, made by the caller.
    pub id: Uuid,
    /// Its type.
    pub berichttype: Berichttype,
    /// The party that it answers for.
    pub verzender: Uuid,
    /// The party that sent the heenbericht.
    pub geadresseerde: Uuid,
    /// `Afzender` as in the header.
    pub afzender: &'a str,
    /// `Ontvanger` as in the header.
    pub ontvanger: &'a str,
    /// `Identificatie` as in the header.
    pub identificatie: &'a str,
    /// `Dagtekening` as in the header.
    pub dagtekening: NaiveDate,
    /// The message.
    pub bytes: &'a [u8],
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

/// Whether verwerking was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vastgelegd {
    /// Everything is written.
    Ja,
    /// The stroom or the message is no longer this worker's; nothing is written, and another worker does it.
    LeaseKwijt,
    /// Another stroom used a number that must be unique (TR056, TR314, TR332, TR333) after the dossier was read;
    /// nothing is written. The lease is still held: load the dossier again and judge again.
    Botsing,
}

/// One copy of a message on its way to one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levering {
    /// Unguessable id, by which a receiver can drop a repeat.
    pub id: Uuid,
    /// The message.
    pub bericht: BerichtRij,
    /// When it was put into the postbus.
    pub aangeboden_op: DateTime<Utc>,
    /// When the party first said that it has it.
    pub bevestigd_op: Option<DateTime<Utc>>,
}

/// A term that runs, will run or is overdue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermijnRij {
    /// Follows from all that it is, so the same term has the same id for good.
    pub id: Uuid,
    /// What is waited for.
    pub soort: TermijnSoort,
    /// Under which law.
    pub standaard: Standaard,
    /// CBS code.
    pub gemeente: String,
    /// AGB code.
    pub aanbieder: String,
    /// Toewijzingnummer, ReferentieAanbieder, or the id of the message that is to be answered.
    pub onderwerp: String,
    /// Who must send it.
    pub aan_zet: Richting,
    /// The day from which it runs; counted from the day after.
    pub begint_op: NaiveDate,
    /// The last day on which it is in time.
    pub laatste_dag: NaiveDate,
    /// The message that it follows from.
    pub bericht: Uuid,
}

/// Which terms a list shows: all conditions hold at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermijnFilter {
    /// With this status today.
    pub status: Option<TermijnStatus>,
    /// Of this kind.
    pub soort: Option<TermijnSoort>,
    /// Behind this one: last day and id of the last of the page before.
    pub na: Option<(NaiveDate, Uuid)>,
}

/// A term that became overdue, for one of the parties that must know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerlopenTermijn {
    /// Id of the term.
    pub termijn: Uuid,
    /// What is waited for.
    pub soort: TermijnSoort,
    /// Code of the party that must know of it.
    pub partij: String,
}

/// How a request stands, or one reference of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerzoekStatus {
    /// Nothing was said about it yet.
    Open,
    /// A 319 said that it is being looked into.
    InOnderzoek,
    /// A 301 or a 319 answered it for good.
    Beantwoord,
}

impl VerzoekStatus {
    /// Every status.
    pub const ALLE: [VerzoekStatus; 3] =
        [VerzoekStatus::Open, VerzoekStatus::InOnderzoek, VerzoekStatus::Beantwoord];

    /// The key in JSON.
    pub fn sleutel(self) -> &'static str {
        match self {
            VerzoekStatus::Open => "open",
            VerzoekStatus::InOnderzoek => "in-onderzoek",
            VerzoekStatus::Beantwoord => "beantwoord",
        }
    }

    /// The status with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<VerzoekStatus> {
        VerzoekStatus::ALLE.into_iter().find(|status| status.sleutel() == sleutel)
    }
}

/// A request: a 315 or a 317 that was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerzoekRij {
    /// Id of the message.
    pub id: Uuid,
    /// Its number within the gate.
    pub volgnummer: i64,
    /// Its type.
    pub berichttype: Berichttype,
    /// Whether it asks for an allocation or for a change.
    pub soort: Verzoeksoort,
    /// Who was asked.
    pub gemeente: String,
    /// Who asks.
    pub aanbieder: String,
    /// `Dagtekening` as in the header.
    pub dagtekening: NaiveDate,
    /// When it came in.
    pub ontvangen_op: DateTime<Utc>,
    /// Its references: of a 315 one for each product, by reference.
    pub referenties: Vec<ReferentieRij>,
}

impl VerzoekRij {
    /// How it stands as a whole: as the reference that is furthest behind.
    pub fn status(&self) -> VerzoekStatus {
        let statussen = self.referenties.iter().map(ReferentieRij::status);
        statussen.min().unwrap_or(VerzoekStatus::Beantwoord)
    }

    /// The last day on which the gemeente is in time, of what it has not answered.
    pub fn laatste_dag(&self) -> Option<NaiveDate> {
        self.referenties.iter().filter_map(|referentie| referentie.laatste_dag).min()
    }
}

/// One reference of a request, and the messages that answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferentieRij {
    /// ReferentieAanbieder.
    pub referentie: String,
    /// The 319 that says that it is being looked into.
    pub onderzocht_door: Option<Uuid>,
    /// The 319 that refused it.
    pub afgewezen_door: Option<Uuid>,
    /// The first 301 that followed from it.
    pub toegewezen_door: Option<Uuid>,
    /// The last day on which an answer is in time, as long as one is waited for.
    pub laatste_dag: Option<NaiveDate>,
}

impl ReferentieRij {
    /// How it stands.
    pub fn status(&self) -> VerzoekStatus {
        if self.afgewezen_door.is_some() || self.toegewezen_door.is_some() {
            VerzoekStatus::Beantwoord
        } else if self.onderzocht_door.is_some() {
            VerzoekStatus::InOnderzoek
        } else {
            VerzoekStatus::Open
        }
    }
}

/// Which requests a list shows: all conditions hold at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerzoekFilter {
    /// With this status as a whole.
    pub status: Option<VerzoekStatus>,
    /// With a volgnummer below this one: the last of the page before.
    pub voor: Option<i64>,
}

/// That a message is the answer to a request that somebody confirmed.
#[derive(Clone, Copy, Debug)]
pub struct Bevestiging<'a> {
    /// The message with the request.
    pub verzoek: i64,
    /// What it answers.
    pub referenties: &'a [String],
    /// Whether it is the last word, or says that it is being looked into.
    pub eind: bool,
    /// SHA-256 of what was chosen: the same choices again are the same confirmation.
    pub keuzes: [u8; 32],
    /// The numbers that it gives to new allocations, ascending.
    pub nieuwe_nummers: &'a [ToewijzingNummer],
}

/// What became of a message that was offered as the confirmed answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AntwoordAangenomen {
    /// It was taken in like any message.
    Bericht(Box<Aangenomen>),
    /// Another answer to one of its references was confirmed, and not rejected since. Nothing is stored.
    AlBeantwoord,
    /// One of its new numbers was given out. Nothing is stored.
    NummerBezet,
}

/// A confirmed answer to one reference, that was not rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bevestigd {
    /// What it answers.
    pub referentie: String,
    /// Whether it is the last word.
    pub eind: bool,
    /// SHA-256 of what was chosen.
    pub keuzes: Vec<u8>,
    /// The message.
    pub bericht: Uuid,
    /// Whether the message still waits for its turn.
    pub wacht: bool,
    /// Whether it was passed on and waits for the answer of the aanbieder.
    pub onbeantwoord: bool,
}
