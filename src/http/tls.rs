//! TLS: the certificate of the gate, which may be replaced while it runs, and the certificates that callers show.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig, crypto, version};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use uuid::Uuid;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::systeem::oorzaak;
use crate::toegang::{GetoondCertificaat, Herkenning};

/// How often the gate looks whether its certificate was replaced.
pub const KIJK_OPNIEUW: Duration = Duration::from_secs(10);

/// Where the files for TLS are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsInstelling {
    /// The certificate of the gate with those between it and the root, as PEM.
    pub certificaat: PathBuf,
    /// Its private key, as PEM.
    pub sleutel: PathBuf,
    /// The authorities whose client certificates are trusted, as PEM; none: callers show no certificate.
    pub client_ca: Option<PathBuf>,
    /// Whether every caller must show one.
    pub client_verplicht: bool,
}

/// Why TLS cannot start, or not go over to new files.
#[derive(Debug, thiserror::Error)]
pub enum TlsFout {
    /// A file cannot be read.
    #[error("{wat} {pad} is niet te lezen: {oorzaak}", pad = pad.display())]
    Bestand {
        /// Which file it is.
        wat: &'static str,
        /// Where.
        pad: PathBuf,
        /// Why not.
        oorzaak: String,
    },
    /// A file holds something else.
    #[error("in {wat} {pad} staat niet wat er moet staan: {hoort}", pad = pad.display())]
    Inhoud {
        /// Which file it is.
        wat: &'static str,
        /// Where.
        pad: PathBuf,
        /// What should be in it.
        hoort: &'static str,
    },
    /// Certificate and key do not belong together, or are of a kind that is not known.
    #[error(
        "het certificaat en de sleutel horen niet bij elkaar, of zijn van een soort die de poort niet kent ({0})"
    )]
    Paar(rustls::Error),
    /// The authorities cannot be used.
    #[error("met de uitgevers van client-certificaten kan de poort niet werken ({0})")]
    Uitgevers(String),
}

/// TLS as it stands, and how to go over to new files.
pub struct Tls {
    instelling: TlsInstelling,
    stand: watch::Sender<Arc<ServerConfig>>,
    /// The hash of the files that were read last, whether they could be used or not.
    gelezen: Mutex<[u8; 32]>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TlsFout`].
    pub fn lees(instelling: TlsInstelling) -> Result<Tls, TlsFout> {
        let bestanden = Bestanden::lees(&instelling)?;
        let stand = watch::Sender::new(Arc::new(bestanden.config(&instelling)?));
        Ok(Tls { instelling, stand, gelezen: Mutex::new(bestanden.hash()) })
    }

    /// What new connections are made with.
    pub fn config(&self) -> Arc<ServerConfig> {
        self.stand.borrow().clone()
    }

    /// Looks at the files again. Where they changed and are right, new connections use them, and true comes back. What is wrong
    /// is told once, and what was in use stays.
    ///
    /// # Errors
    /// [`TlsFout`] where they changed and cannot be used.
    pub fn herlaad(&self) -> Result<bool, TlsFout> {
        let bestanden = Bestanden::lees(&self.instelling)?;
        let hash = bestanden.hash();
        let mut gelezen = self.gelezen.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *gelezen, hash) == hash {
            return Ok(false);
        }
        self.stand.send_replace(Arc::new(bestanden.config(&self.instelling)?));
        Ok(true)
    }

    /// Until when the certificate of the gate holds, with an id that follows from it. None where its file cannot be read now.
    pub fn verloopt_op(&self) -> Option<(Uuid, DateTime<Utc>)> {
        let pem = fs::read(&self.instelling.certificaat).ok()?;
        let eerste = certificaten(&pem)?.into_iter().next()?;
        let (_, certificaat) = X509Certificate::from_der(&eerste).ok()?;
        let tot = DateTime::from_timestamp(certificaat.validity().not_after.timestamp(), 0)?;
        let mut bytes = [0; 16];
        for (byte, van) in bytes.iter_mut().zip(Sha256::digest(&eerste)) {
            *byte = van;
        }
        Some((uuid::Builder::from_custom_bytes(bytes).into_uuid(), tot))
    }

    /// Goes over to new files as soon as they are there, and at once on SIGHUP. Never ends by itself. From this call on SIGHUP no longer
    /// ends the program; it takes a runtime.
    pub fn houd_bij(self: Arc<Self>) -> impl Future<Output = ()> + Send + 'static {
        let seintje = Seintje::nieuw();
        self.kijk_steeds(seintje)
    }

    async fn kijk_steeds(self: Arc<Self>, mut seintje: Seintje) {
        let mut leesbaar = true;
        loop {
            // Time running out just means: look again.
            let _ = tokio::time::timeout(KIJK_OPNIEUW, seintje.wacht()).await;
            let tls = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || tls.herlaad()).await {
                Ok(Ok(nieuw)) => {
                    leesbaar = true;
                    if nieuw {
                        tracing::info!("het nieuwe TLS-certificaat is in gebruik");
                    }
                }
                // Files that are being replaced are not there for a moment: told once, until they can be read again.
                Ok(Err(TlsFout::Bestand { .. })) if !leesbaar => {}
                Ok(Err(fout)) => {
                    leesbaar = !matches!(fout, TlsFout::Bestand { .. });
                    tracing::error!(%fout, "het nieuwe TLS-certificaat is niet te gebruiken; het vorige blijft in gebruik");
                }
                Err(fout) => tracing::error!(%fout, "het TLS-certificaat is niet opnieuw gelezen"),
            }
        }
    }
}

/// SIGHUP, where the system knows it.
struct Seintje {
    #[cfg(unix)]
    hup: Option<tokio::signal::unix::Signal>,
}

impl Seintje {
    fn nieuw() -> Seintje {
        Seintje {
            #[cfg(unix)]
            hup: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok(),
        }
    }

    async fn wacht(&mut self) {
        #[cfg(unix)]
        if let Some(hup) = &mut self.hup {
            hup.recv().await;
            return;
        }
        std::future::pending::<()>().await;
    }
}

/// The files as they were read.
struct Bestanden {
    certificaat: Vec<u8>,
    sleutel: Vec<u8>,
    client_ca: Option<Vec<u8>>,
}

const CERTIFICAAT: &str = "het certificaat";
const SLEUTEL: &str = "de sleutel van het certificaat";
const UITGEVERS: &str = "het bestand met uitgevers van client-certificaten";

impl Bestanden {
    fn lees(instelling: &TlsInstelling) -> Result<Bestanden, TlsFout> {
        let lees = |wat, pad: &Path| {
            fs::read(pad).map_err(|fout| TlsFout::Bestand {
                wat,
                pad: pad.to_owned(),
                oorzaak: oorzaak(&fout),
            })
        };
        Ok(Bestanden {
            certificaat: lees(CERTIFICAAT, &instelling.certificaat)?,
            sleutel: lees(SLEUTEL, &instelling.sleutel)?,
            client_ca: instelling.client_ca.as_deref().map(|pad| lees(UITGEVERS, pad)).transpose()?,
        })
    }

    fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for deel in [Some(&self.certificaat), Some(&self.sleutel), self.client_ca.as_ref()] {
            hash.update(Sha256::digest(deel.map_or(&[][..], Vec::as_slice)));
        }
        hash.finalize().into()
    }

    fn config(&self, instelling: &TlsInstelling) -> Result<ServerConfig, TlsFout> {
        let inhoud = |wat, pad: &Path, hoort| TlsFout::Inhoud { wat, pad: pad.to_owned(), hoort };
        let keten = certificaten(&self.certificaat).ok_or_else(|| {
            inhoud(CERTIFICAAT, &instelling.certificaat, "een of meer certificaten als PEM")
        })?;
        let sleutel = PrivateKeyDer::from_pem_slice(&self.sleutel).map_err(|_| {
            inhoud(SLEUTEL, &instelling.sleutel, "een sleutel als PEM, zonder wachtwoord erop")
        })?;
        let provider = Arc::new(crypto::ring::default_provider());
        let bouwer = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(TlsFout::Paar)?;
        let bouwer = match (&self.client_ca, &instelling.client_ca) {
            (Some(pem), Some(pad)) => {
                let uitgevers = certificaten(pem)
                    .ok_or_else(|| inhoud(UITGEVERS, pad, "een of meer certificaten als PEM"))?;
                bouwer.with_client_cert_verifier(toets(uitgevers, provider, instelling.client_verplicht)?)
            }
            _ => bouwer.with_no_client_auth(),
        };
        let mut config = bouwer.with_single_cert(keten, sleutel).map_err(TlsFout::Paar)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// The certificates in a PEM file; none where there are none, or one of them cannot be read.
fn certificaten(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let certificaten: Vec<_> = CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().ok()?;
    (!certificaten.is_empty()).then_some(certificaten)
}

/// What client certificates are held against: who gave them, from when until when they hold, and what they are for.
fn toets(
    uitgevers: Vec<CertificateDer<'static>>,
    provider: Arc<crypto::CryptoProvider>,
    verplicht: bool,
) -> Result<Arc<dyn ClientCertVerifier>, TlsFout> {
    let mut wortels = RootCertStore::empty();
    for uitgever in uitgevers {
        wortels.add(uitgever).map_err(|fout| TlsFout::Uitgevers(fout.to_string()))?;
    }
    let bouwer = WebPkiClientVerifier::builder_with_provider(Arc::new(wortels), provider);
    let bouwer = if verplicht { bouwer } else { bouwer.allow_unauthenticated() };
    bouwer.build().map_err(|fout| TlsFout::Uitgevers(fout.to_string()))
}

/// What a client certificate may be known by. It was held against the authorities before.
pub(super) fn getoond(certificaat: &CertificateDer<'_>) -> GetoondCertificaat {
    let vingerafdruk = Herkenning::van_hash(Sha256::digest(certificaat).into());
    GetoondCertificaat { vingerafdruk, oin: oin(certificaat) }
}

/// The OIN in the subject: there is exactly one serial number, and it is one.
fn oin(certificaat: &[u8]) -> Option<Herkenning> {
    let (_, certificaat) = X509Certificate::from_der(certificaat).ok()?;
    let mut nummers = certificaat.subject().iter_by_oid(&x509_parser::oid_registry::OID_X509_SERIALNUMBER);
    let nummer = nummers.next().filter(|_| nummers.next().is_none())?;
    Herkenning::oin(nummer.as_str().ok()?).ok()
}

/// The fingerprint of the first certificate in a PEM file, if there is one.
pub fn vingerafdruk_van_pem(pem: &[u8]) -> Option<Herkenning> {
    let eerste = certificaten(pem)?.into_iter().next()?;
    Some(Herkenning::van_hash(Sha256::digest(&eerste).into()))
}
