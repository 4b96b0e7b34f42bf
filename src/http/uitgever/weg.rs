//! How documents of an issuer are fetched.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::de::DeserializeOwned;

use super::UitgeverFout;

/// How long fetching may take.
const GEDULD: Duration = Duration::from_secs(5);
/// The largest document, in bytes.
const GROOTSTE: usize = 256 * 1024;

/// Where a document is, and what fetches it.
pub(super) struct Weg {
    adres: Url,
    client: Client,
}

impl Weg {
    /// Over HTTPS, or HTTP on this machine itself.
    pub(super) fn nieuw(adres: &str) -> Result<Weg, UitgeverFout> {
        let adres = Url::parse(adres).map_err(|_| UitgeverFout::Adres)?;
        let hier = matches!(adres.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if adres.scheme() != "https" && !(adres.scheme() == "http" && hier) {
            return Err(UitgeverFout::Adres);
        }
        let client = Client::builder().redirect(Policy::none()).timeout(GEDULD).no_proxy().build();
        Ok(Weg { adres, client: client.map_err(UitgeverFout::Client)? })
    }

    /// The same, with a client that trusts another authority.
    pub(super) fn met_client(self, client: Client) -> Weg {
        Weg { client, ..self }
    }

    /// The document.
    pub(super) async fn json<T: DeserializeOwned>(&self) -> Result<T, &'static str> {
        let antwoord = self.client.get(self.adres.clone()).send().await;
        let mut antwoord = antwoord.map_err(|_| "de uitgever is niet te bereiken")?;
        if antwoord.status() != reqwest::StatusCode::OK {
            return Err("de uitgever gaf een andere status dan 200");
        }
        let mut inhoud = Vec::new();
        while let Some(stuk) = antwoord.chunk().await.map_err(|_| "het antwoord van de uitgever brak af")? {
            inhoud.extend_from_slice(&stuk);
            if inhoud.len() > GROOTSTE {
                return Err("het antwoord van de uitgever is te groot");
            }
        }
        serde_json::from_slice(&inhoud).map_err(|_| "het antwoord van de uitgever heeft niet de juiste vorm")
    }
}
