//! Bezorging as the store keeps it: plain values, without SQL.

use chrono::{DateTime, Utc};
use reqwest::Url;
use uuid::Uuid;

use super::model::BerichtRij;
use crate::bericht::Standaard;
use crate::bezorging::{Besluit, Bezorgwijze, Leveringstatus, PogingUitkomst};

/// The first levering of a row, held by one process for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bezorgwerk {
    /// Who holds the row: another value for each claim.
    pub eigenaar: Uuid,
    /// The row: a party under one law.
    pub rij: i64,
    /// Which round of the row this is: it goes up when a setting changes or a levering in it is offered again.
    pub ronde: i64,
    /// Which round of the levering this is: it goes up when it is offered again.
    pub levering_ronde: i64,
    /// Whom it is for.
    pub partij: Uuid,
    /// How.
    pub wijze: Bezorgwijze,
    /// The id of the levering, the same in each attempt.
    pub levering: Uuid,
    /// Its place in the order.
    pub volgnummer: i64,
    /// How many attempts failed since it was offered.
    pub pogingen: u32,
    /// How often its party was told of it since.
    pub aankondigingen: u32,
    /// What goes where; or what cannot be read of it, which is a failure of this levering and not of others.
    pub zending: Result<Zending, String>,
}

/// What goes where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zending {
    /// Where to.
    pub url: Url,
    /// When it was put into the postbus.
    pub aangeboden_op: DateTime<Utc>,
    /// The message.
    pub bericht: BerichtRij,
}

/// An attempt that was made, and what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GedanePoging {
    /// When it began.
    pub begonnen_op: DateTime<Utc>,
    /// How long it took.
    pub duur_ms: i64,
    /// What came back.
    pub uitkomst: PogingUitkomst,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What follows.
    pub besluit: Besluit,
}

/// An attempt as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PogingRij {
    /// From 1.
    pub nummer: u32,
    /// How.
    pub wijze: Bezorgwijze,
    /// When it began.
    pub begonnen_op: DateTime<Utc>,
    /// How long it took.
    pub duur_ms: i64,
    /// What came back.
    pub uitkomst: PogingUitkomst,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
}

/// A levering of a message, with how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeveringStand {
    /// Unguessable id.
    pub id: Uuid,
    /// The code of the party that it is for.
    pub partij: String,
    /// How far it is.
    pub status: Leveringstatus,
    /// When it was put into the postbus.
    pub aangeboden_op: DateTime<Utc>,
    /// When an operator last had it offered again.
    pub heraangeboden_op: Option<DateTime<Utc>>,
    /// When the party was told of it.
    pub aangekondigd_op: Option<DateTime<Utc>>,
    /// When the party first said that it has it.
    pub bevestigd_op: Option<DateTime<Utc>>,
    /// When it was given up.
    pub mislukt_op: Option<DateTime<Utc>>,
    /// Every attempt; none for who may not see them.
    pub pogingen: Option<Vec<PogingRij>>,
}

/// Which leveringen to take up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeveringKeuze {
    /// Only of this party.
    pub partij: Option<Uuid>,
    /// Only under this law.
    pub standaard: Option<Standaard>,
    /// Only offered from this moment on.
    pub van: Option<DateTime<Utc>>,
    /// Only offered before this moment.
    pub tot: Option<DateTime<Utc>>,
    /// Only those that are this far.
    pub status: Leveringstatus,
}

/// Work over many leveringen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taak {
    /// Unguessable id.
    pub id: Uuid,
    /// How many there were when it was asked for.
    pub totaal: i64,
    /// How many are done.
    pub gedaan: i64,
    /// When it was asked for.
    pub gemaakt_op: DateTime<Utc>,
    /// When it was done.
    pub klaar_op: Option<DateTime<Utc>>,
}
