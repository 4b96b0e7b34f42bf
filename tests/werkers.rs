//! Workers beside each other, in two processes on one database, come to the same end as one worker alone.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod drukte;
mod gemeenschap;
mod proef;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use berichtenpoort::store::{BerichtFilter, Status, Zicht};
use drukte::Regio;
use gemeenschap::beeld::{Beeld, Naam, assert_gelijk, projecties, uitkomsten};
use gemeenschap::sleutels::SLEUTEL;
use gemeenschap::{Plek, open};
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

/// How many messages; 200 dossiers share them. BERICHTENPOORT_TEST_BERICHTEN says otherwise: in CI it is 10 000, with an
/// optimised build, which takes a fraction of the time.
const BERICHTEN: usize = 2_000;

/// A gate with two workers.
struct Proces {
    kind: Child,
    basis: String,
}

impl Proces {
    fn start(url: &str, map: &Path) -> Proces {
        let config = map.join("berichtenpoort.toml");
        std::fs::write(&config, "werkers = 2\n").unwrap();
        let mut kind = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
            .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", url, "--config"])
            .arg(&config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let regel =
            BufReader::new(kind.stdout.take().unwrap()).lines().next().expect("the gate starts").unwrap();
        let adres = regel.split_once("http://").unwrap().1.split_once(". ").unwrap().0;
        Proces { basis: format!("http://{adres}/api/v1"), kind }
    }
}

impl Drop for Proces {
    fn drop(&mut self) {
        self.kind.kill().unwrap();
        self.kind.wait().unwrap();
    }
}

/// Waits until nothing waits any more. A message that fails would wait for long, and should not fail.
async fn wacht_tot_verwerkt(url: &str, basis: &str, sleutels: &BTreeMap<String, String>) {
    berichtenpoort::uitgaand::kies_tls();
    let (store, client) = (open(url).await, reqwest::Client::new());
    let wachtend = BerichtFilter { status: Some(Status::Ontvangen), ..BerichtFilter::default() };
    loop {
        // The newest: what came before it in its stream is done before it.
        let berichten = store.berichten(Zicht::Alles, &wachtend, 100).await.unwrap();
        if berichten.is_empty() {
            return;
        }
        for bericht in berichten {
            assert_eq!(bericht.pogingen, 0, "{} {:?}", bericht.berichttype, bericht.oorzaak);
            let sleutel = &sleutels[&bericht.afzender];
            let vraag = client.get(format!("{basis}/berichten/{}", bericht.id)).bearer_auth(sleutel);
            vraag.header("prefer", "wait=10").send().await.unwrap().error_for_status().unwrap();
        }
    }
}

/// The end state, by what messages say and not by numbers and ids that another run gives otherwise.
async fn einde(url: &str) -> (Beeld, Vec<String>) {
    (projecties(url, Naam::Bytes).await, uitkomsten(url).await)
}

/// Everybody's messages, taken in and not yet processed. Gives the keys of the parties.
async fn neem_alles_in(url: &str, berichten: &[drukte::Bericht]) -> BTreeMap<String, String> {
    let regio = Regio::op(open(url).await).await;
    for bericht in berichten {
        regio.stuur(bericht.afzender, &bericht.xml).await;
    }
    regio.sleutels
}

async fn met_twee_processen(url: &str, sleutels: &BTreeMap<String, String>) -> (Beeld, Vec<String>) {
    let map = tempfile::tempdir().unwrap();
    let processen = [Proces::start(url, map.path()), Proces::start(url, map.path())];
    wacht_tot_verwerkt(url, &processen[0].basis, sleutels).await;
    drop(processen);
    einde(url).await
}

fn assert_zelfde_einde(een: &(Beeld, Vec<String>), ander: &(Beeld, Vec<String>), wat: &str) {
    assert_gelijk(&een.0, &ander.0, wat);
    let anders: Vec<_> = een.1.iter().zip(&ander.1).filter(|(een, ander)| een != ander).take(3).collect();
    assert!(een.1.len() == ander.1.len() && anders.is_empty(), "{wat}: {anders:#?}");
}

/// Where files are thrown away soon they need not reach a disk.
fn tijdelijke_map() -> tempfile::TempDir {
    let geheugen = Path::new("/dev/shm");
    let in_geheugen = geheugen.is_dir().then(|| tempfile::tempdir_in(geheugen).ok()).flatten();
    in_geheugen.unwrap_or_else(|| tempfile::tempdir().unwrap())
}

#[allow(clippy::print_stderr)]
fn klok(begin: Instant, wat: &str) {
    eprintln!("{:>6.1} s {wat}", begin.elapsed().as_secs_f64());
}

#[tokio::test(flavor = "multi_thread")]
async fn four_workers_in_two_processes_come_to_the_same_end_as_one() {
    let begin = Instant::now();
    let gevraagd = std::env::var("BERICHTENPOORT_TEST_BERICHTEN").ok();
    let aantal = gevraagd.map_or(BERICHTEN, |aantal| aantal.parse().unwrap());
    let berichten = drukte::berichten(2026, aantal);
    klok(begin, "messages made");
    let map = tijdelijke_map();
    let [alleen, samen] =
        ["alleen", "samen"].map(|naam| format!("sqlite:{}/{naam}.db", map.path().display()));
    let sleutels = neem_alles_in(&alleen, &berichten).await;
    klok(begin, "taken in");
    let kopie = format!("VACUUM INTO '{}'", samen.strip_prefix("sqlite:").unwrap());
    SqliteConnection::connect(&alleen).await.unwrap().execute(AssertSqlSafe(kopie)).await.unwrap();

    let een = Regio::op(open(&alleen).await).await;
    een.verwerk_alles().await;
    drop(een);
    klok(begin, "by one worker");
    let verwacht = einde(&alleen).await;
    assert!(verwacht.0.values().all(|rijen| rijen.len() > aantal / 500), "every projection holds something");
    for uitkomst in ["\"goedgekeurd\"", "\"afgekeurd\"", "\"deels goedgekeurd\""] {
        let aantal = verwacht.1.iter().filter(|een| een.contains(uitkomst)).count();
        eprintln!("         {aantal} {uitkomst}");
        assert!(aantal > BERICHTEN / 50, "{aantal} {uitkomst}");
    }

    assert_zelfde_einde(&verwacht, &met_twee_processen(&samen, &sleutels).await, "SQLite");
    klok(begin, "by two processes on SQLite");

    let Ok(server) = std::env::var("BERICHTENPOORT_TEST_POSTGRES") else { return };
    let plek = Plek::postgres(server).await;
    let sleutels = neem_alles_in(&plek.url, &berichten).await;
    klok(begin, "taken in by PostgreSQL");
    let postgres = met_twee_processen(&plek.url, &sleutels).await;
    klok(begin, "by two processes on PostgreSQL");
    assert_zelfde_einde(&verwacht, &postgres, "PostgreSQL");
    plek.ruim_op().await;
}
