//! A receiver of deliveries that does what it is told, also what no library would.
#![allow(dead_code, reason = "each test uses what it needs of it")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{CertificateParams, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

/// What came in.
#[derive(Clone, Debug)]
pub struct Verzoek {
    pub pad: String,
    pub headers: BTreeMap<String, String>,
    pub inhoud: Vec<u8>,
}

/// What the receiver does with it.
#[derive(Clone, Debug)]
pub enum Gedrag {
    /// This status, with these lines in the head.
    Status(u16, &'static str),
    /// Takes it and never answers.
    Hangt,
    /// Answers byte by byte, and never gets to the end.
    Druppelt,
    /// 200, and a body without end.
    ZonderEinde,
    /// Hangs up without an answer.
    SluitVroeg,
    /// Hangs up in the middle of the status line.
    SluitHalverwege,
}

pub const GOED: Gedrag = Gedrag::Status(200, "");

pub struct Ontvanger {
    pub adres: SocketAddr,
    pub verzoeken: mpsc::UnboundedReceiver<Verzoek>,
}

impl Ontvanger {
    /// Receives on an address of this machine, and does with each request what `gedrag` says.
    pub async fn start(gedrag: impl Fn(&Verzoek) -> Gedrag + Send + Sync + 'static) -> Ontvanger {
        Ontvanger::luister(gedrag, None).await
    }

    /// The same over TLS.
    pub async fn met_tls(
        tls: TlsAcceptor,
        gedrag: impl Fn(&Verzoek) -> Gedrag + Send + Sync + 'static,
    ) -> Ontvanger {
        Ontvanger::luister(gedrag, Some(tls)).await
    }

    async fn luister(
        gedrag: impl Fn(&Verzoek) -> Gedrag + Send + Sync + 'static,
        tls: Option<TlsAcceptor>,
    ) -> Ontvanger {
        let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adres = luisteraar.local_addr().unwrap();
        let (zender, verzoeken) = mpsc::unbounded_channel();
        let gedrag = Arc::new(gedrag);
        tokio::spawn(async move {
            while let Ok((verbinding, _)) = luisteraar.accept().await {
                let (gedrag, zender, tls) = (Arc::clone(&gedrag), zender.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => behandel(verbinding, &*gedrag, &zender).await,
                        // A handshake that fails is what some tests are about.
                        Some(tls) => match tls.accept(verbinding).await {
                            Ok(verbinding) => behandel(verbinding, &*gedrag, &zender).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Ontvanger { adres, verzoeken }
    }

    pub fn url(&self, pad: &str) -> String {
        format!("http://{}{pad}", self.adres)
    }

    pub async fn volgende(&mut self) -> Verzoek {
        self.verzoeken.recv().await.unwrap()
    }
}

/// One request on one connection; none where the other side hung up.
async fn behandel<V: AsyncRead + AsyncWrite + Unpin>(
    mut verbinding: V,
    gedrag: &(impl Fn(&Verzoek) -> Gedrag + ?Sized),
    zender: &mpsc::UnboundedSender<Verzoek>,
) -> Option<()> {
    let verzoek = lees(&mut verbinding).await?;
    let doe = gedrag(&verzoek);
    // Nobody listens any more where a test is over.
    let _ = zender.send(verzoek);
    match doe {
        Gedrag::Status(status, regels) => {
            let kop =
                format!("HTTP/1.1 {status} X\r\n{regels}Content-Length: 0\r\nConnection: close\r\n\r\n");
            verbinding.write_all(kop.as_bytes()).await.ok()?;
            verbinding.shutdown().await.ok()
        }
        Gedrag::Hangt => std::future::pending().await,
        Gedrag::Druppelt => {
            let kop = b"HTTP/1.1 200 OK\r\nX-Lang: ";
            verbinding.write_all(kop).await.ok()?;
            loop {
                verbinding.write_all(b"a").await.ok()?;
                verbinding.flush().await.ok()?;
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
        Gedrag::ZonderEinde => {
            verbinding.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
            let veel = vec![b'a'; 65_536];
            loop {
                verbinding.write_all(&veel).await.ok()?;
            }
        }
        Gedrag::SluitVroeg => None,
        Gedrag::SluitHalverwege => {
            verbinding.write_all(b"HTTP/1.1 20").await.ok()?;
            verbinding.shutdown().await.ok()
        }
    }
}

async fn lees<V: AsyncRead + Unpin>(verbinding: &mut V) -> Option<Verzoek> {
    let mut bytes = Vec::new();
    let kop = loop {
        if let Some(einde) = bytes.windows(4).position(|deel| deel == b"\r\n\r\n") {
            break einde;
        }
        if verbinding.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let tekst = String::from_utf8(bytes[..kop].to_vec()).unwrap();
    let mut regels = tekst.split("\r\n");
    let pad = regels.next()?.split(' ').nth(1)?.to_owned();
    let headers: BTreeMap<String, String> = regels
        .filter_map(|regel| regel.split_once(": "))
        .map(|(naam, waarde)| (naam.to_ascii_lowercase(), waarde.to_owned()))
        .collect();
    let lengte: usize = headers.get("content-length").map_or(0, |lengte| lengte.parse().unwrap());
    let mut inhoud = bytes.split_off(kop + 4);
    while inhoud.len() < lengte {
        if verbinding.read_buf(&mut inhoud).await.ok()? == 0 {
            return None;
        }
    }
    Some(Verzoek { pad, headers, inhoud })
}

/// An authority that gives out certificates.
pub struct Autoriteit {
    sleutel: KeyPair,
    params: CertificateParams,
    pub certificaat: CertificateDer<'static>,
    pub pem: String,
}

impl Autoriteit {
    pub fn nieuw() -> Autoriteit {
        let sleutel = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let zelf = params.self_signed(&sleutel).unwrap();
        Autoriteit { certificaat: zelf.der().clone(), pem: zelf.pem(), sleutel, params }
    }

    /// A server with a certificate for this name.
    pub fn server(&self, naam: &str) -> TlsAcceptor {
        self.server_met(CertificateParams::new(vec![naam.to_owned()]).unwrap())
    }

    /// A server with a certificate for this name that is no longer valid.
    pub fn verlopen_server(&self, naam: &str) -> TlsAcceptor {
        let mut params = CertificateParams::new(vec![naam.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
        self.server_met(params)
    }

    fn server_met(&self, params: CertificateParams) -> TlsAcceptor {
        let sleutel = KeyPair::generate().unwrap();
        let uitgever = Issuer::from_params(&self.params, &self.sleutel);
        let certificaat = params.signed_by(&sleutel, &uitgever).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let prive = PrivateKeyDer::Pkcs8(sleutel.serialize_der().into());
        let tls = ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificaat.der().clone()], prive)
            .unwrap();
        TlsAcceptor::from(Arc::new(tls))
    }
}
