//! A party in the demo: talks to the gate over its API, as the software of a gemeente or an aanbieder would.

use reqwest::{Client, Method, RequestBuilder, Response};
use serde::Deserialize;

use super::regio::Regio;
use crate::cli::fout::CliFout;

/// One party with its access key.
pub(super) struct Partner<'a> {
    client: &'a Client,
    basis: &'a str,
    /// What people call it.
    pub(super) naam: String,
    sleutel: String,
}

/// A message as the API shows it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BerichtBeeld {
    pub(super) id: String,
    pub(super) berichttype: String,
    pub(super) oordeel: String,
    pub(super) uitkomst: Option<String>,
    pub(super) reactie_op: Option<String>,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Debug, Deserialize)]
struct Links {
    antwoord: Option<Link>,
}

#[derive(Debug, Deserialize)]
struct Link {
    href: String,
}

/// A levering in a postbus.
#[derive(Debug, Deserialize)]
pub(super) struct LeveringBeeld {
    pub(super) id: String,
    pub(super) bericht: BerichtBeeld,
}

#[derive(Debug, Deserialize)]
struct Postbus {
    leveringen: Vec<LeveringBeeld>,
}

impl<'a> Partner<'a> {
    pub(super) fn nieuw(
        client: &'a Client,
        basis: &'a str,
        regio: &Regio,
        code: &str,
    ) -> Result<Partner<'a>, CliFout> {
        let (partij, sleutel) = regio.partij(code)?;
        let naam = format!("{} ({})", partij.naam, partij.code);
        Ok(Partner { client, basis, naam, sleutel: sleutel.clone() })
    }

    fn vraag(&self, methode: Method, pad: &str) -> RequestBuilder {
        self.client.request(methode, format!("{}{pad}", self.basis)).bearer_auth(&self.sleutel)
    }

    /// Offers a message and waits for its outcome. Also says whether the gate had it already.
    pub(super) async fn stuur(&self, bytes: Vec<u8>) -> Result<(BerichtBeeld, bool), CliFout> {
        let verzoek = self
            .vraag(Method::POST, "/berichten")
            .header("content-type", "application/xml")
            .header("prefer", "wait=30")
            .body(bytes);
        let antwoord = gelukt(verzoek).await?;
        let was_bekend = antwoord.status().as_u16() == 200;
        Ok((antwoord.json().await.map_err(onbegrepen)?, was_bekend))
    }

    /// The XML of the answer to a message.
    pub(super) async fn antwoord(&self, bericht: &BerichtBeeld) -> Result<Vec<u8>, CliFout> {
        let link = bericht
            .links
            .antwoord
            .as_ref()
            .ok_or_else(|| CliFout::Invoer(format!("Op {} kwam geen antwoord.", bericht.berichttype)))?;
        let pad = link.href.strip_prefix("/api/v1").unwrap_or(&link.href);
        let antwoord = gelukt(self.vraag(Method::GET, &format!("{pad}/inhoud"))).await?;
        Ok(antwoord.bytes().await.map_err(onbegrepen)?.into())
    }

    /// Takes everything out of the postbus, confirming each levering.
    pub(super) async fn leeg_postbus(&self) -> Result<Vec<LeveringBeeld>, CliFout> {
        let antwoord = gelukt(self.vraag(Method::GET, "/postbus?limiet=100")).await?;
        let postbus: Postbus = antwoord.json().await.map_err(onbegrepen)?;
        for levering in &postbus.leveringen {
            gelukt(self.vraag(Method::POST, &format!("/postbus/{}/_bevestig", levering.id))).await?;
        }
        Ok(postbus.leveringen)
    }
}

async fn gelukt(verzoek: RequestBuilder) -> Result<Response, CliFout> {
    let antwoord = verzoek.send().await;
    let antwoord =
        antwoord.map_err(|fout| CliFout::Invoer(format!("De poort van de demo antwoordt niet: {fout}.")))?;
    let status = antwoord.status();
    if status.is_success() {
        return Ok(antwoord);
    }
    let tekst = antwoord.text().await.unwrap_or_default();
    Err(CliFout::Invoer(format!("De poort weigerde een verzoek van de demo ({status}): {tekst}")))
}

fn onbegrepen(fout: reqwest::Error) -> CliFout {
    CliFout::Invoer(format!("Het antwoord van de poort is niet te lezen: {fout}."))
}
