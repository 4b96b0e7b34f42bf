//! How documents of an issuer are fetched.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::de::DeserializeOwned;

use super::UitgeverFout;
use crate::bezorging::PogingUitkomst;
use crate::uitgaand::Uitgaand;

/// How long fetching may take.
const GEDULD: Duration = Duration::from_secs(5);
/// The largest document, in bytes.
const GROOTSTE: usize = 256 * 1024;

/// Where a document is, and what fetches it.
pub(in crate::http) struct Weg {
    adres: Url,
    loper: Loper,
}

enum Loper {
    Client(Client),
    Uitgaand(Uitgaand),
}

/// An address over HTTPS, or HTTP on this machine itself.
pub(in crate::http) fn veilig_adres(adres: &str) -> Option<Url> {
    let adres = Url::parse(adres).ok()?;
    let hier = matches!(adres.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let veilig = adres.scheme() == "https" || (adres.scheme() == "http" && hier);
    veilig.then_some(adres)
}

impl Weg {
    /// With a client that goes to any address.
    pub(super) fn nieuw(adres: &str) -> Result<Weg, UitgeverFout> {
        let adres = veilig_adres(adres).ok_or(UitgeverFout::Adres)?;
        let client = Client::builder().redirect(Policy::none()).timeout(GEDULD).no_proxy().build();
        Ok(Weg { adres, loper: Loper::Client(client.map_err(UitgeverFout::Client)?) })
    }

    /// The same, with a client that trusts another authority.
    pub(super) fn met_client(self, client: Client) -> Weg {
        Weg { loper: Loper::Client(client), ..self }
    }

    /// As other requests of the gate go out.
    pub(in crate::http) fn via(adres: Url, uitgaand: Uitgaand) -> Weg {
        Weg { adres, loper: Loper::Uitgaand(uitgaand) }
    }

    /// The document.
    pub(in crate::http) async fn json<T: DeserializeOwned>(&self) -> Result<T, &'static str> {
        let (status, inhoud) = match &self.loper {
            Loper::Client(client) => haal(client, &self.adres).await?,
            Loper::Uitgaand(uitgaand) => {
                let antwoord = uitgaand.vraag(&self.adres, HeaderMap::new(), None, GROOTSTE).await;
                antwoord.map_err(PogingUitkomst::sleutel)?
            }
        };
        if status != 200 {
            return Err("de uitgever gaf een andere status dan 200");
        }
        serde_json::from_slice(&inhoud).map_err(|_| "het antwoord van de uitgever heeft niet de juiste vorm")
    }
}

async fn haal(client: &Client, adres: &Url) -> Result<(u16, Vec<u8>), &'static str> {
    let antwoord = client.get(adres.clone()).send().await;
    let mut antwoord = antwoord.map_err(|_| "de uitgever is niet te bereiken")?;
    let mut inhoud = Vec::new();
    while let Some(stuk) = antwoord.chunk().await.map_err(|_| "het antwoord van de uitgever brak af")? {
        inhoud.extend_from_slice(&stuk);
        if inhoud.len() > GROOTSTE {
            return Err("het antwoord van de uitgever is te groot");
        }
    }
    Ok((antwoord.status().as_u16(), inhoud))
}
