//! What the API shows of a message, a finding and a levering.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::http::openapi::woord;
use crate::regels::{Bevinding, Oordeel};
use crate::store::{BerichtRij, Levering};

/// A finding is shown as it is.
pub(super) type BevindingJson = Bevinding;

/// A link.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Link {
    pub(super) href: String,
}

pub(super) fn link(pad: impl Into<String>) -> Link {
    Link { href: pad.into() }
}

/// Where a page of a list leads to.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PaginaLinks {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) volgende: Option<Link>,
}

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BerichtJson {
    id: Uuid,
    #[schemars(with = "woord::Berichttype")]
    berichttype: String,
    #[schemars(with = "woord::Standaard")]
    standaard: &'static str,
    #[schemars(with = "woord::Berichtstatus")]
    status: &'static str,
    #[schemars(with = "Oordeel")]
    oordeel: &'static str,
    /// `goedgekeurd`, `afgekeurd` or `deels goedgekeurd`, once it was processed.
    #[schemars(with = "Option<woord::Uitkomst>")]
    uitkomst: Option<&'static str>,
    /// It was passed on, and how it ends depends on the answer of its receiver.
    wacht_op_antwoord: bool,
    afzender: String,
    ontvanger: String,
    identificatie: String,
    dagtekening: NaiveDate,
    #[schemars(with = "DateTime<Utc>")]
    ontvangen_op: String,
    #[schemars(with = "Option<DateTime<Utc>>")]
    verwerkt_op: Option<String>,
    /// When its content was cleaned up: what is left is that it was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateTime<Utc>>")]
    inhoud_opgeruimd_op: Option<String>,
    /// Bytes.
    grootte: i64,
    sha256: String,
    /// Written by the gate, as an answer in the name of its sender.
    door_poort: bool,
    /// The message that this one answers.
    reactie_op: Option<Uuid>,
    /// The supplier that brought it in, for who sent or offered it; only of a message by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    leverancier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bevindingen: Option<Vec<BevindingJson>>,
    #[serde(rename = "_links")]
    links: BerichtLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BerichtLinks {
    #[serde(rename = "self")]
    zelf: Link,
    inhoud: Link,
    bevindingen: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    antwoord: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heenbericht: Option<Link>,
}

impl BerichtJson {
    /// A message as one of many.
    pub(super) fn van(rij: BerichtRij) -> BerichtJson {
        let id = rij.id;
        BerichtJson {
            id,
            berichttype: rij.berichttype.naam(),
            standaard: rij.berichttype.standaard.sleutel(),
            status: rij.status.sleutel(),
            oordeel: rij.oordeel.sleutel(),
            uitkomst: rij.uitkomst.map(|uitkomst| uitkomst.sleutel()),
            wacht_op_antwoord: rij.wacht_op_antwoord(),
            afzender: rij.afzender,
            ontvanger: rij.ontvanger,
            identificatie: rij.identificatie,
            dagtekening: rij.dagtekening,
            ontvangen_op: moment(rij.ontvangen_op),
            verwerkt_op: rij.verwerkt_op.map(moment),
            inhoud_opgeruimd_op: rij.inhoud_opgeruimd_op.map(moment),
            grootte: rij.grootte,
            sha256: rij.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            door_poort: rij.door_poort,
            reactie_op: rij.reactie_op,
            leverancier: None,
            bevindingen: None,
            links: BerichtLinks {
                zelf: link(bericht_pad(id)),
                inhoud: link(format!("{}/inhoud", bericht_pad(id))),
                bevindingen: link(format!("{}/bevindingen", bericht_pad(id))),
                antwoord: None,
                heenbericht: rij.reactie_op.map(|heen| link(bericht_pad(heen))),
            },
        }
    }

    /// A message by itself: with its findings and its answer.
    pub(super) fn geheel(
        rij: BerichtRij,
        bevindingen: Vec<Bevinding>,
        antwoord: Option<Uuid>,
    ) -> BerichtJson {
        let leverancier = rij.leverancier.clone();
        let mut bericht = BerichtJson::van(rij);
        bericht.leverancier = leverancier;
        bericht.bevindingen = Some(bevindingen);
        bericht.links.antwoord = antwoord.map(|id| link(bericht_pad(id)));
        bericht
    }
}

/// A levering in a postbus.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeveringJson {
    id: Uuid,
    #[schemars(with = "DateTime<Utc>")]
    aangeboden_op: String,
    #[schemars(with = "Option<DateTime<Utc>>")]
    bevestigd_op: Option<String>,
    bericht: BerichtJson,
    #[serde(rename = "_links")]
    links: LeveringLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct LeveringLinks {
    inhoud: Link,
    bevestig: Link,
}

impl LeveringJson {
    pub(super) fn van(levering: Levering) -> LeveringJson {
        LeveringJson {
            id: levering.id,
            aangeboden_op: moment(levering.aangeboden_op),
            bevestigd_op: levering.bevestigd_op.map(moment),
            links: LeveringLinks {
                inhoud: link(format!("{}/inhoud", bericht_pad(levering.bericht.id))),
                bevestig: link(format!("/api/v1/postbus/{}/_bevestig", levering.id)),
            },
            bericht: BerichtJson::van(levering.bericht),
        }
    }
}

/// The path of a message.
pub(super) fn bericht_pad(id: Uuid) -> String {
    format!("/api/v1/berichten/{id}")
}

/// A moment with milliseconds, UTC (RFC 3339).
pub(super) fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}
