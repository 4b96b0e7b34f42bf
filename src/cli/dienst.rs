//! The gate as a running service: store, workers and HTTP server together. What `serve` and `demo` share.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::net::{TcpListener, lookup_host};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::fout::CliFout;
use super::sleutel::ontgrendel;
use super::toegang::Toegangsinstelling;
use crate::bericht::Schemas;
use crate::bezorging::{Adresbeleid, Geheim, bezorgadres};
use crate::geheim::Sleutelbron;
use crate::http::tls::Tls;
use crate::http::{metrics_router, serveer};
use crate::poort::{Banen, Beheerdersadres, Bezorger, Nachtwerk, Opruimer, Poort, Werkers};
use crate::store::{Aanmelding, Resten, Store, StoreFout, Versleuteling};
use crate::systeem::oorzaak;
use crate::tijd::Klok;
use crate::uitgaand::Uitgaand;
use crate::web::{self, Huisstijl};

/// Where the data is unless told otherwise.
pub(super) const STANDAARD_DATABASE: &str = "sqlite:berichtenpoort-data/poort.db";
/// Where the gate listens unless told otherwise.
pub(super) const STANDAARD_ADRES: &str = "127.0.0.1:8320";

/// How long requests that are under way may take when the gate stops.
const LAATSTE_VERZOEKEN: Duration = Duration::from_secs(10);
/// How often to look whether the certificate of the gate expires.
const KIJK_NAAR_CERTIFICAAT: Duration = Duration::from_secs(3600);
/// How long a gate that starts waits for its turn at a database that others keep busy.
const GEDULD_BIJ_START: Duration = Duration::from_secs(60);

/// What a service is started with.
pub(super) struct Instelling {
    pub(super) database_url: String,
    pub(super) listen: String,
    /// Where who watches the gate finds its figures; nowhere unless asked for.
    pub(super) metrics_listen: Option<String>,
    pub(super) xsd_dir: Option<PathBuf>,
    pub(super) werkers: usize,
    pub(super) toegang: Toegangsinstelling,
    /// How deliveries go out.
    pub(super) bezorging: Uitgaand,
    pub(super) sleutel: Sleutelbron,
    /// How the screens look.
    pub(super) huisstijl: Huisstijl,
    /// Where events for who manages the gate go.
    pub(super) meldingen: Option<Beheerdersadres>,
    /// Cleaning up by night; none: not by this process.
    pub(super) nachtwerk: Option<Nachtwerk>,
}

/// A running gate.
pub(super) struct Dienst {
    pub(super) poort: Poort,
    pub(super) adres: SocketAddr,
    /// `https` or `http`.
    pub(super) schema: &'static str,
    werkers: Werkers,
    bezorger: Bezorger,
    opruimer: Option<Opruimer>,
    server: JoinHandle<std::io::Result<()>>,
    stop: watch::Sender<bool>,
    /// Looks after the certificate; none without TLS.
    tls: Option<JoinHandle<()>>,
    /// Held for as long as the service runs.
    _aanmelding: Aanmelding,
}

impl Dienst {
    /// Opens the database, brings it to the latest version, and starts serving.
    pub(super) async fn start(instelling: &Instelling) -> Result<Dienst, CliFout> {
        // What is wrong in the settings is told before anything starts.
        let klok = Klok::systeem();
        is_adres(&instelling.listen, "--listen").await?;
        if let Some(adres) = &instelling.metrics_listen {
            is_adres(adres, "--metrics-listen").await?;
        }
        let (tls, toegang) = (instelling.toegang.tls()?, instelling.toegang.toegang(&klok)?);
        let schemas = Arc::new(laad_schemas(instelling.xsd_dir.as_deref())?);
        let store = Store::open(&instelling.database_url).await?;
        migreer_met_geduld(&store).await?;
        ontgrendel(&store, instelling.sleutel.clone()).await?;
        let poort = Poort::nieuw(store, schemas, klok);
        breng_bij(&poort).await?;
        let aanmelding = poort.store.meld_aan().await?;
        let luisteraar = luister(&instelling.listen, "--listen").await?;
        if let Some(adres) = &instelling.metrics_listen {
            let luisteraar = luister(adres, "--metrics-listen").await?;
            writeln!(
                io::stdout(),
                "Cijfers over de poort staan op http://{}/metrics.",
                luisteraar.local_addr()?
            )?;
            // It ends with the process: what it answers is never half done.
            tokio::spawn(axum::serve(luisteraar, metrics_router(poort.clone())).into_future());
        }
        let adres = luisteraar.local_addr()?;
        let stop = watch::Sender::new(false);
        let mut gestopt = stop.subscribe();
        let schema = if tls.is_some() { "https" } else { "http" };
        let bijhouden = tls.clone().map(|tls| {
            let bewaken = bewaak_certificaat(poort.clone(), Arc::clone(&tls));
            let bijhouden = tls.houd_bij();
            tokio::spawn(async {
                tokio::join!(bijhouden, bewaken);
            })
        });
        let router = web::router(poort.clone(), toegang, instelling.huisstijl.clone());
        let grenzen = instelling.toegang.grenzen();
        let server = tokio::spawn(serveer(luisteraar, router, tls, grenzen, async move {
            // The sender lives as long as the service; when it is gone the service is too.
            let _ = gestopt.wait_for(|stop| *stop).await;
        }));
        let werkers = Werkers::start(&poort, instelling.werkers);
        let bezorger = {
            let (uitgaand, meldingen) = (instelling.bezorging.clone(), instelling.meldingen.clone());
            Bezorger::start_met(&poort, uitgaand, Banen::default(), meldingen)
        };
        let opruimer = instelling.nachtwerk.clone().map(|werk| Opruimer::start(&poort, werk));
        let tls = bijhouden;
        Ok(Dienst {
            poort,
            adres,
            schema,
            werkers,
            bezorger,
            opruimer,
            server,
            stop,
            tls,
            _aanmelding: aanmelding,
        })
    }

    /// Stops taking in, lets what is under way end, and gives back what the workers held.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(true);
        if let Some(tls) = &self.tls {
            tls.abort();
        }
        if timeout(LAATSTE_VERZOEKEN, self.server).await.is_err() {
            tracing::warn!("sommige verzoeken duurden te lang en zijn afgebroken");
        }
        if timeout(LAATSTE_VERZOEKEN, self.bezorger.stop()).await.is_err() {
            tracing::warn!(
                "sommige leveringen waren nog onderweg; zij worden opnieuw bezorgd, met hetzelfde id"
            );
        }
        if let Some(opruimer) = self.opruimer
            && timeout(LAATSTE_VERZOEKEN, opruimer.stop()).await.is_err()
        {
            tracing::warn!("het opruimen was nog niet klaar; een volgende keer gaat het verder");
        }
        if timeout(LAATSTE_VERZOEKEN, self.werkers.stop()).await.is_err() {
            tracing::warn!(
                "een bericht was nog niet klaar; het wordt bij de volgende start opnieuw verwerkt"
            );
        }
    }
}

async fn luister(adres: &str, optie: &str) -> Result<TcpListener, CliFout> {
    TcpListener::bind(adres).await.map_err(|fout| niet_luisteren(adres, optie, &fout))
}

/// Whether it is an address at all. Whether it is free is seen when the gate is ready to listen: until then nobody should get through.
async fn is_adres(adres: &str, optie: &str) -> Result<(), CliFout> {
    lookup_host(adres).await.map(drop).map_err(|fout| niet_luisteren(adres, optie, &fout))
}

fn niet_luisteren(adres: &str, optie: &str, fout: &io::Error) -> CliFout {
    CliFout::Omgeving(format!(
        "Luisteren op ‘{adres}’ lukt niet: {}. Geef met {optie} een vrij adres met een poort, bijvoorbeeld \
         127.0.0.1:8321.",
        oorzaak(fout)
    ))
}

/// Encrypts what a migration left in clear and makes the dossiers again where one asks for it, and says so: it may take a while.
pub(super) async fn breng_bij(poort: &Poort) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let versleutelen = poort.store.versleuteling_is_nodig().await?;
    if versleutelen {
        writeln!(uit, "De gegevens worden één keer versleuteld. Dat kan even duren.")?;
        let Versleuteling { berichten, teksten } = poort.store.versleutel_bestaand().await?;
        writeln!(uit, "Versleuteld: {berichten} berichten en {teksten} andere gegevens.")?;
    }
    if poort.store.herbouw_is_nodig().await? {
        writeln!(
            uit,
            "Deze versie bewaart meer van elk bericht. De dossiers worden één keer opnieuw opgebouwd. Dat kan even duren."
        )?;
    }
    if let Some(herbouwd) = poort.herbouw_zo_nodig().await? {
        writeln!(uit, "De dossiers zijn opnieuw opgebouwd uit {} berichten.", herbouwd.berichten)?;
    }
    let stukken = poort.registers.breng_landelijk_in().await?;
    if stukken > 0 {
        tracing::info!(
            stukken,
            "de landelijke begrippen en codelijsten van deze versie staan in het register"
        );
    }
    if versleutelen {
        poort.store.rond_versleuteling_af().await?;
    }
    if poort.store.heeft_resten().await? {
        match poort.store.verwijder_resten().await? {
            Resten::Weg => {}
            Resten::VoorBeheerder => writeln!(
                uit,
                "PostgreSQL bewaart resten van de onversleutelde gegevens tot de tabellen opnieuw zijn geschreven. Laat de \
                 beheerder VACUUM FULL uitvoeren op deze database; oude reservekopieën en WAL-bestanden zijn ook nog \
                 onversleuteld."
            )?,
            Resten::Later(fout) => writeln!(
                uit,
                "Resten van de onversleutelde gegevens staan nog in het bestand, want het is niet opnieuw te schrijven: {fout}. \
                 Bij de volgende start wordt het weer geprobeerd."
            )?,
        }
    }
    Ok(())
}

/// The client that deliveries go out with.
pub(super) fn uitgaand(toegestaan: Vec<IpNet>, certificaten: Option<&Path>) -> Result<Uitgaand, CliFout> {
    let certificaten = certificaten.map(lees_certificaten).transpose()?.unwrap_or_default();
    Uitgaand::nieuw(Adresbeleid::met(toegestaan), certificaten)
        .map_err(|fout| CliFout::Omgeving(fout.to_string()))
}

/// Where events for who manages the gate go; nowhere unless asked for.
pub(super) fn meldingen(
    url: Option<&str>,
    geheim: Option<&Path>,
) -> Result<Option<Beheerdersadres>, CliFout> {
    let (Some(url), Some(pad)) = (url, geheim) else {
        if url.is_none() && geheim.is_none() {
            return Ok(None);
        }
        return Err(CliFout::Omgeving(
            "Voor meldingen aan de beheerder zijn allebei nodig: meldingen-url en meldingen-geheim-bestand."
                .to_owned(),
        ));
    };
    let tekst = std::fs::read_to_string(pad).map_err(|fout| {
        CliFout::Omgeving(format!(
            "Het geheim in {} is niet te lezen: {}. Controleer de naam en de rechten.",
            pad.display(),
            oorzaak(&fout)
        ))
    })?;
    Ok(Some(Beheerdersadres { url: bezorgadres(url)?, geheim: Geheim::lees(&tekst)? }))
}

/// Tells who manages the gate in time that its certificate expires.
async fn bewaak_certificaat(poort: Poort, tls: Arc<Tls>) {
    loop {
        if let Some((id, verloopt_op)) = tls.verloopt_op()
            && let Err(fout) = poort.meld_certificaat(id, verloopt_op).await
        {
            tracing::error!(%fout, "dat het certificaat verloopt is nu niet te melden; later opnieuw");
        }
        tokio::time::sleep(KIJK_NAAR_CERTIFICAAT).await;
    }
}

fn lees_certificaten(pad: &Path) -> Result<Vec<CertificateDer<'static>>, CliFout> {
    let fout = || {
        CliFout::Omgeving(format!(
            "De certificaten in {} zijn niet te lezen. Geef een bestand met certificaten in PEM-vorm.",
            pad.display()
        ))
    };
    let gelezen = CertificateDer::pem_file_iter(pad).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    // A file without any is not what somebody meant to give.
    gelezen.ok().filter(|gelezen| !gelezen.is_empty()).ok_or_else(fout)
}

/// The schemas: built in, or replaced from a folder.
pub(super) fn laad_schemas(map: Option<&Path>) -> Result<Schemas, CliFout> {
    Ok(match map {
        None => Schemas::ingebouwd()?,
        Some(map) => Schemas::met_map(map)?,
    })
}

/// Brings the tables up to date. Another gate on the same database may be writing without a pause: a gate that starts has more time
/// than a request, and each attempt waits by itself.
async fn migreer_met_geduld(store: &Store) -> Result<(), StoreFout> {
    let tot = Instant::now() + GEDULD_BIJ_START;
    loop {
        match store.migreer().await {
            Err(StoreFout::Bezet) if Instant::now() < tot => {
                tracing::warn!("de database is bezet; de poort start zodra zij aan de beurt is");
            }
            klaar => return klaar,
        }
    }
}

/// Waits until somebody asks the program to stop.
pub(super) async fn wacht_op_stop() {
    let ctrl_c = async {
        // Without a signal handler the program can only be killed, which loses nothing.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signaal) => {
                signaal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        () = terminate => {}
    }
}

/// Sets up the log on standard error. `BERICHTENPOORT_LOG` says what is shown.
pub(super) fn begin_log(standaard: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("BERICHTENPOORT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(standaard));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A log that nobody can read any more breaks nothing off. Fails only if a log was set up before, which then stays.
    let _ = log.log_internal_errors(false).try_init();
}
