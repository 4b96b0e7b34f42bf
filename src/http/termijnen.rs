//! `/termijnen`: by when somebody must have sent what, as far as the caller is concerned.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::probleem::Probleem;
use super::toegang::Inzage;
use super::vraag::{Zoekvraag, lees, standaard_limiet};
use super::weergave::{Link, PaginaLinks, bericht_pad, link};
use crate::bericht::Richting;
use crate::http::openapi::woord;
use crate::keten::{TermijnSoort, TermijnStatus};
use crate::poort::Poort;
use crate::store::{TermijnFilter, TermijnRij};

/// The query of `GET /termijnen`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TermijnenVraag {
    #[validate(length(max = 20))]
    #[schemars(with = "Option<woord::Termijnstatus>")]
    status: Option<String>,
    #[validate(length(max = 20))]
    #[schemars(with = "Option<woord::Termijnsoort>")]
    soort: Option<String>,
    #[validate(length(max = 50))]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    limiet: u32,
}

impl TermijnenVraag {
    fn filter(&self) -> Result<TermijnFilter, Probleem> {
        let cursor = "2026-02-06.… (neem haar over uit _links.volgende)";
        Ok(TermijnFilter {
            status: lees(self.status.as_deref(), TermijnStatus::van_sleutel, "status", "verlopen")?,
            soort: lees(self.soort.as_deref(), TermijnSoort::van_sleutel, "soort", "retour")?,
            na: lees(self.cursor.as_deref(), lees_cursor, "cursor", cursor)?,
        })
    }

    /// The query of the next page: the same filter, from the last term on. Every value of it was read.
    fn volgende(&self, laatste: &TermijnRij) -> String {
        let mut vraag =
            format!("limiet={}&cursor={}.{}", self.limiet, laatste.laatste_dag, laatste.id.simple());
        for (naam, waarde) in [("status", &self.status), ("soort", &self.soort)] {
            if let Some(waarde) = waarde {
                vraag.push_str(&format!("&{naam}={waarde}"));
            }
        }
        vraag
    }
}

fn lees_cursor(tekst: &str) -> Option<(NaiveDate, Uuid)> {
    let (dag, id) = tekst.split_once('.')?;
    Some((dag.parse().ok()?, id.parse().ok()?))
}

/// A term.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TermijnJson {
    id: Uuid,
    #[schemars(with = "woord::Termijnsoort")]
    soort: &'static str,
    #[schemars(with = "woord::Termijnstatus")]
    status: &'static str,
    /// Who must send something.
    #[schemars(with = "woord::AanZet")]
    aan_zet: &'static str,
    /// The day from which the term runs; counted from the day after.
    begint_op: NaiveDate,
    /// The last day on which it is in time.
    laatste_dag: NaiveDate,
    #[schemars(with = "woord::Standaard")]
    standaard: &'static str,
    gemeente: String,
    aanbieder: String,
    /// Only for a party.
    #[serde(skip_serializing_if = "Option::is_none")]
    toewijzing_nummer: Option<u64>,
    /// Only for a party.
    #[serde(skip_serializing_if = "Option::is_none")]
    referentie_aanbieder: Option<String>,
    /// The rules of the standard that give the term.
    regels: &'static [&'static str],
    #[serde(rename = "_links")]
    links: TermijnLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TermijnLinks {
    /// The message that the term follows from.
    bericht: Link,
}

impl TermijnJson {
    /// What it is about says who it is about, to whoever has the records of the parties: people of the gate do not see it.
    fn van(rij: TermijnRij, vandaag: NaiveDate, ziet_onderwerp: bool) -> TermijnJson {
        let (toewijzing_nummer, referentie_aanbieder) = match rij.soort {
            _ if !ziet_onderwerp => (None, None),
            TermijnSoort::Start | TermijnSoort::Stop => (rij.onderwerp.parse().ok(), None),
            TermijnSoort::VerzoekToewijzing | TermijnSoort::VerzoekWijziging | TermijnSoort::Onderzoek => {
                (None, Some(rij.onderwerp))
            }
            TermijnSoort::Retour | TermijnSoort::DeclaratieAntwoord => (None, None),
        };
        TermijnJson {
            id: rij.id,
            soort: rij.soort.sleutel(),
            status: TermijnStatus::op(vandaag, rij.begint_op, rij.laatste_dag).sleutel(),
            aan_zet: match rij.aan_zet {
                Richting::VanGemeente => "gemeente",
                Richting::VanAanbieder => "aanbieder",
            },
            begint_op: rij.begint_op,
            laatste_dag: rij.laatste_dag,
            standaard: rij.standaard.sleutel(),
            gemeente: rij.gemeente,
            aanbieder: rij.aanbieder,
            toewijzing_nummer,
            referentie_aanbieder,
            regels: rij.soort.regels(),
            links: TermijnLinks { bericht: link(bericht_pad(rij.bericht)) },
        }
    }
}

/// A page of terms.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TermijnenJson {
    termijnen: Vec<TermijnJson>,
    #[serde(rename = "_links")]
    links: PaginaLinks,
}

/// `GET /termijnen`: most urgent first.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    inzage: Inzage,
    Zoekvraag(vraag): Zoekvraag<TermijnenVraag>,
) -> Result<Json<TermijnenJson>, Probleem> {
    let vandaag = poort.klok.vandaag();
    // One more than asked tells whether there is a next page.
    let mut rijen =
        poort.store.termijnen(inzage.0.as_ref(), &vraag.filter()?, vandaag, vraag.limiet + 1).await?;
    let meer = rijen.len() > vraag.limiet as usize;
    rijen.truncate(vraag.limiet as usize);
    let laatste = rijen.last().filter(|_| meer);
    let volgende = laatste.map(|laatste| link(format!("/api/v1/termijnen?{}", vraag.volgende(laatste))));
    let termijnen = rijen.into_iter().map(|rij| TermijnJson::van(rij, vandaag, inzage.0.is_some())).collect();
    Ok(Json(TermijnenJson { termijnen, links: PaginaLinks { volgende } }))
}
