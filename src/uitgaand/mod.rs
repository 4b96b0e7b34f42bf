//! Requests that the gate itself sends out: to allowed addresses only, over TLS with certificates that are checked, without
//! following redirects, and never waiting without end.

mod fouten;
mod namen;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

use crate::bezorging::{Adresbeleid, PogingUitkomst};
use fouten::uitkomst_van;
use namen::Namen;

/// How long a connection may take to come about.
const VERBINDEN: Duration = Duration::from_secs(10);
/// How long a receiver that answered may take over the rest of its answer, and how much of it is read: only so that the
/// connection can be used again. Nobody looks at it.
const NAZEND: Duration = Duration::from_secs(2);
const MEESTE_NAZEND: usize = 64 * 1024;
/// How many idle connections to one server are kept, and for how long.
const OPEN_PER_SERVER: usize = 2;
const OPEN_BLIJVEN: Duration = Duration::from_secs(20);

/// Why nothing can be sent out.
#[derive(Debug, thiserror::Error)]
pub enum UitgaandFout {
    /// TLS cannot be set up.
    #[error("verbindingen met TLS zijn niet in te richten: {0}")]
    Tls(String),
}

/// Chooses ring for every TLS connection of this process that does not choose by itself. May be called again.
pub fn kies_tls() {
    // An error means that one was chosen before: that one stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The client for requests that the gate sends out. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Uitgaand {
    beleid: Arc<Adresbeleid>,
    met_tls: Client,
    zonder_tls: Client,
    geduld: Duration,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Antwoord {
    /// What it means.
    pub uitkomst: PogingUitkomst,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What stands in `Retry-After`.
    pub retry_after: Option<String>,
}

impl Antwoord {
    /// No answer, for this reason.
    pub fn zonder_status(uitkomst: PogingUitkomst) -> Antwoord {
        Antwoord { uitkomst, status: None, retry_after: None }
    }
}

impl Uitgaand {
    /// How long one attempt may take in all, unless told otherwise; for large bodies more.
    pub const GEDULD: Duration = Duration::from_secs(30);

    /// A client that goes to the addresses that this allows, and trusts the certificates of the system and these.
    ///
    /// # Errors
    /// [`UitgaandFout::Tls`] where a certificate cannot be used.
    pub fn nieuw(
        beleid: Adresbeleid,
        certificaten: Vec<CertificateDer<'static>>,
    ) -> Result<Uitgaand, UitgaandFout> {
        let beleid = Arc::new(beleid);
        let tls = tls(certificaten)?;
        let client = |met_tls: bool| {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(Namen { beleid: Arc::clone(&beleid), met_tls })
                .redirect(Policy::none())
                // A proxy from the environment would connect in our place, to whatever address.
                .no_proxy()
                .referer(false)
                .connect_timeout(VERBINDEN)
                .pool_max_idle_per_host(OPEN_PER_SERVER)
                .pool_idle_timeout(OPEN_BLIJVEN)
                .user_agent(concat!("berichtenpoort/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|fout| UitgaandFout::Tls(fout.to_string()))
        };
        let (met_tls, zonder_tls) = (client(true)?, client(false)?);
        Ok(Uitgaand { beleid, met_tls, zonder_tls, geduld: Uitgaand::GEDULD })
    }

    /// The same client, that waits this long at most for each attempt.
    #[must_use]
    pub fn met_geduld(self, geduld: Duration) -> Uitgaand {
        Uitgaand { geduld, ..self }
    }

    /// How long one attempt with a body of so many bytes may take in all: a slow line carries half a megabyte a second.
    pub fn geduld(&self, bytes: usize) -> Duration {
        self.geduld + Duration::from_millis(u64::try_from(bytes / 500).unwrap_or(0))
    }

    /// Sends a body, and tells what came back: within the time of [`Uitgaand::geduld`].
    pub async fn post(&self, url: &Url, headers: HeaderMap, inhoud: Vec<u8>) -> Antwoord {
        let geduld = self.geduld(inhoud.len());
        match timeout(geduld, self.stuur(url, headers, inhoud)).await {
            Ok(antwoord) => antwoord,
            Err(_) => Antwoord::zonder_status(PogingUitkomst::TeTraag),
        }
    }

    /// Asks for something whose answer matters: with a body by POST, otherwise by GET. The status, and what came with it up to so many
    /// bytes, within the time of [`Uitgaand::geduld`].
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn vraag(
        &self,
        url: &Url,
        headers: HeaderMap,
        inhoud: Option<Vec<u8>>,
        hoogstens: usize,
    ) -> Result<(u16, Vec<u8>), PogingUitkomst> {
        let geduld = self.geduld(inhoud.as_ref().map_or(0, Vec::len));
        let vraag = async {
            let client = self.client_voor(url).ok_or(PogingUitkomst::AdresNietToegestaan)?;
            let verzoek = match inhoud {
                Some(inhoud) => client.post(url.clone()).body(inhoud),
                None => client.get(url.clone()),
            };
            let antwoord = verzoek.headers(headers).send().await;
            let mut antwoord = antwoord.map_err(|fout| uitkomst_van(&fout))?;
            let mut gelezen = Vec::new();
            while let Some(deel) = antwoord.chunk().await.map_err(|fout| uitkomst_van(&fout))? {
                gelezen.extend_from_slice(&deel);
                if gelezen.len() > hoogstens {
                    return Err(PogingUitkomst::Afgebroken);
                }
            }
            Ok((antwoord.status().as_u16(), gelezen))
        };
        timeout(geduld, vraag).await.unwrap_or(Err(PogingUitkomst::TeTraag))
    }

    /// The client for an address, where that may be gone to.
    fn client_voor(&self, url: &Url) -> Option<&Client> {
        let met_tls = url.scheme() == "https";
        // A literal address is not looked up, so the resolver would not see it.
        let mag = letterlijk_adres(url).is_none_or(|adres| self.beleid.mag(adres, met_tls));
        mag.then_some(if met_tls { &self.met_tls } else { &self.zonder_tls })
    }

    async fn stuur(&self, url: &Url, headers: HeaderMap, inhoud: Vec<u8>) -> Antwoord {
        let Some(client) = self.client_voor(url) else {
            return Antwoord::zonder_status(PogingUitkomst::AdresNietToegestaan);
        };
        match client.post(url.clone()).headers(headers).body(inhoud).send().await {
            Ok(antwoord) => lees(antwoord).await,
            Err(fout) => Antwoord::zonder_status(uitkomst_van(&fout)),
        }
    }
}

/// The status decides. What follows is read for a moment and let go.
async fn lees(mut antwoord: Response) -> Antwoord {
    let status = antwoord.status().as_u16();
    let retry_after = antwoord.headers().get(RETRY_AFTER).and_then(|waarde| waarde.to_str().ok());
    let retry_after = retry_after.map(str::to_owned);
    let nazend = async {
        let mut gelezen = 0_usize;
        while let Ok(Some(deel)) = antwoord.chunk().await {
            gelezen = gelezen.saturating_add(deel.len());
            if gelezen > MEESTE_NAZEND {
                break;
            }
        }
    };
    // A receiver that goes on and on loses its connection; it has told us what we wanted to know.
    let _ = timeout(NAZEND, nazend).await;
    let uitkomst = PogingUitkomst::van_status(status, retry_after.is_some());
    Antwoord { uitkomst, status: Some(status), retry_after }
}

fn letterlijk_adres(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn tls(certificaten: Vec<CertificateDer<'static>>) -> Result<ClientConfig, UitgaandFout> {
    let mut wortels = RootCertStore::empty();
    let van_systeem = rustls_native_certs::load_native_certs();
    if van_systeem.certs.is_empty() && certificaten.is_empty() {
        tracing::warn!(
            "dit systeem heeft geen lijst van vertrouwde certificaten: bezorgen via https zal niet lukken"
        );
    }
    wortels.add_parsable_certificates(van_systeem.certs);
    for certificaat in certificaten {
        wortels.add(certificaat).map_err(|fout| UitgaandFout::Tls(fout.to_string()))?;
    }
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let bouwer = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
    let bouwer = bouwer.map_err(|fout| UitgaandFout::Tls(fout.to_string()))?;
    Ok(bouwer.with_root_certificates(wortels).with_no_client_auth())
}
