//! `serve` killed with SIGKILL while it brings leveringen, on every database: every one arrives, in the order of its row, and
//! what comes twice has the same id and the same bytes.
//!
//! BERICHTENPOORT_TEST_LEVERINGEN says how many leveringen there are; 10 000 in `.ci/run`.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod gemeenschap;
#[path = "bezorging/ontvanger.rs"]
mod ontvanger;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use berichtenpoort::bezorging::{Bezorging, Bezorgwijze, Geheim};
use berichtenpoort::store::{Store, Vastgelegd, Verwerking, Zicht};
use gemeenschap::gegevens::{AMSTERDAM, HULP, Regio, ZAANSTAD, ZORG, header, seconde, verwerking};
use gemeenschap::{op_elke_url, open};
use ontvanger::{GOED, Ontvanger};
use uuid::Uuid;

/// Who gets a levering of each message. The answer to it would be a fourth; these are enough.
const ONTVANGERS: [&str; 3] = [ZORG, HULP, AMSTERDAM];

struct Proces(Child);

impl Proces {
    /// Starts the gate, and waits until it serves.
    fn start(url: &str, instellingen: &Path) -> Proces {
        let mut proces = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
            .env("BERICHTENPOORT_SLEUTEL", gemeenschap::sleutels::SLEUTEL)
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", url, "--config"])
            .arg(instellingen)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        BufReader::new(proces.stdout.take().unwrap()).lines().next().expect("the gate starts").unwrap();
        Proces(proces)
    }

    /// Asks it to stop, and waits until it has.
    fn stop(mut self) {
        let gevraagd = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(gevraagd.success());
        self.0.wait().unwrap();
    }
}

/// Killed with SIGKILL, also where a test fails halfway.
impl Drop for Proces {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn aantal() -> usize {
    std::env::var("BERICHTENPOORT_TEST_LEVERINGEN").map_or(240, |aantal| aantal.parse().unwrap())
}

/// Messages under both laws, each with a levering to every receiver. The leveringen of each row, in order.
async fn klaargezet(store: &Store, url: &str) -> BTreeMap<(String, String), Vec<Uuid>> {
    let regio = Regio::maak(store.clone()).await;
    let mut rijen: BTreeMap<(String, String), Vec<Uuid>> = BTreeMap::new();
    for code in ONTVANGERS {
        let bezorging = Bezorging::nieuw(Bezorgwijze::Push, Some(&format!("{url}/{code}"))).unwrap();
        let geheim = Geheim::nieuw();
        let (partij, nu) = (regio.partij(code), seconde(0));
        store.stel_bezorging_in(partij, &bezorging, Some(&geheim), nu, nu).await.unwrap();
    }
    for nummer in 0..aantal() / ONTVANGERS.len() {
        let berichttype = if nummer % 2 == 0 { "JW301" } else { "WMO301" };
        let header = header(berichttype, ZAANSTAD, ZORG, &nummer.to_string());
        let werk = regio.ontvang_en_claim(&header).await;
        let leveringen = ONTVANGERS.map(|code| (Uuid::now_v7(), regio.partij(code), werk.bericht.id));
        let zo = Verwerking { leveringen: &leveringen, ..verwerking(&header) };
        assert_eq!(store.leg_verwerking_vast(&werk, &zo, seconde(1)).await.unwrap(), Vastgelegd::Ja);
        for (code, (id, ..)) in ONTVANGERS.into_iter().zip(leveringen) {
            rijen.entry((code.to_owned(), berichttype.to_owned())).or_default().push(id);
        }
    }
    rijen
}

#[tokio::test]
async fn gedood_tijdens_het_bezorgen_komt_alles_aan_op_volgorde_en_twee_keer_alleen_met_hetzelfde_id() {
    op_elke_url(|url| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let store = open(&url).await;
        let verwacht = klaargezet(&store, &ontvanger.url("")).await;
        let totaal = verwacht.values().map(Vec::len).sum::<usize>();
        let map = tempfile::tempdir().unwrap();
        let instellingen = map.path().join("poort.toml");
        std::fs::write(&instellingen, "bezorging-toegestane-adressen = [\"127.0.0.0/8\"]\n").unwrap();

        let mut gekregen: BTreeMap<(String, String), Vec<Uuid>> = BTreeMap::new();
        let mut inhoud: BTreeMap<Uuid, Vec<u8>> = BTreeMap::new();
        let (begin, mut dubbel) = (Instant::now(), 0);
        // Killed when a fifth, two fifths, ... of all has come in; the last time it may finish.
        for tot in (1..=5).map(|deel| totaal * deel / 5) {
            let proces = Proces::start(&url, &instellingen);
            while inhoud.len() < tot {
                let verzoek = ontvanger.volgende().await;
                let id: Uuid = verzoek.headers["berichtenpoort-levering"].parse().unwrap();
                let rij = (
                    verzoek.pad.trim_start_matches('/').to_owned(),
                    verzoek.headers["berichtenpoort-berichttype"].clone(),
                );
                if let Some(eerder) = inhoud.get(&id) {
                    assert_eq!(*eerder, verzoek.inhoud, "the same bytes in every attempt");
                    dubbel += 1;
                    continue;
                }
                inhoud.insert(id, verzoek.inhoud);
                gekregen.entry(rij).or_default().push(id);
            }
            if tot == totaal {
                proces.stop();
            }
        }
        let duur = begin.elapsed().as_secs_f64();
        eprintln!("{totaal} leveringen in {duur:.1} s met vier keer kill -9: {dubbel} kwamen twee keer");
        assert_eq!(gekregen, verwacht, "every one, in the order of its row");
        assert_bezorgd(&store, totaal).await;
    })
    .await;
}

/// Every levering is confirmed, and was tried again only where the gate was killed.
async fn assert_bezorgd(store: &Store, totaal: usize) {
    let berichten = store
        .berichten(Zicht::Alles, &berichtenpoort::store::BerichtFilter::default(), 100_000)
        .await
        .unwrap();
    let (mut bevestigd, mut pogingen) = (0, 0);
    for bericht in berichten {
        for levering in store.leveringen_van(bericht.id, Zicht::Alles).await.unwrap().unwrap() {
            assert_eq!(levering.status.sleutel(), "bevestigd");
            bevestigd += 1;
            pogingen += levering.pogingen.unwrap().len();
        }
    }
    assert_eq!(bevestigd, totaal);
    assert_eq!(
        pogingen, totaal,
        "an attempt whose end was not recorded leaves no row, and every other one succeeded"
    );
}
