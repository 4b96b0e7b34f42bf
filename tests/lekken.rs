//! Everything that a gate prints, logs, answers to who may not know, or leaves on a disk, searched for who its clients are. The gate
//! is a real process with its log at its loudest; it gets good messages, bad ones and hostile ones, and is killed at the end, so
//! that what it was writing is there too.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stderr, reason = "says what was left out")]

mod berichten;
mod declareren;
mod gemeenschap;

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, NOOR};
use berichtenpoort::partij::{Beantwoording, Medewerker, Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::store::Store;
use gemeenschap::sleutels::SLEUTEL;
use gemeenschap::{Plek, open};
use reqwest::{Client, Method};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

const NAAM: &str = "Quispeldoorn";
const STRAAT: &str = "Zwanebloemhof";
const POSTCODE: &str = "1507QX";
const NOTITIE: &str = "ziekenhuisopname";
const GEHEIM: [&str; 6] = [FENNA, NOOR, NAAM, STRAAT, POSTCODE, NOTITIE];

/// A secret as it may stand somewhere: as it is, in UTF-16, in hexadecimal, or in base64 from any place on.
fn vormen(geheim: &str) -> Vec<Vec<u8>> {
    let hex: String = geheim.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut vormen = vec![
        geheim.as_bytes().to_vec(),
        geheim.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        geheim.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    for ervoor in 0..3 {
        let bytes = [vec![b'-'; ervoor], geheim.as_bytes().to_vec()].concat();
        let tekst = STANDARD.encode(&bytes);
        // Only the characters that depend on nothing but the secret.
        vormen.push(tekst.as_bytes()[(ervoor * 8).div_ceil(6)..bytes.len() * 8 / 6].to_vec());
    }
    vormen
}

/// The secrets that stand in these bytes.
fn zoek(bytes: &[u8]) -> Vec<&'static str> {
    let staat = |vorm: &Vec<u8>| memchr::memmem::find(bytes, vorm).is_some();
    GEHEIM.into_iter().filter(|geheim| vormen(geheim).iter().any(staat)).collect()
}

#[test]
fn de_zoeker_vindt_een_geheim_in_elke_vorm() {
    for geheim in GEHEIM {
        for ervoor in ["", "a", "ab", "abc"] {
            let tekst = format!("{ervoor}{geheim}xyz");
            let utf16: Vec<u8> = tekst.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let hex: String = tekst.bytes().map(|byte| format!("{byte:02x}")).collect();
            for vorm in
                [tekst.clone().into_bytes(), utf16, hex.into_bytes(), STANDARD.encode(&tekst).into_bytes()]
            {
                assert_eq!(zoek(&vorm), [geheim], "{}", String::from_utf8_lossy(&vorm));
            }
        }
    }
    assert!(zoek(b"999900007 Jansen").is_empty());
}

/// What was seen, by where it was seen.
#[derive(Default)]
struct Gezien(Vec<(String, Vec<u8>)>);

impl Gezien {
    fn neem(&mut self, waar: impl Into<String>, wat: impl Into<Vec<u8>>) {
        self.0.push((waar.into(), wat.into()));
    }

    fn lees_bestand(&mut self, pad: &Path) {
        if let Ok(bytes) = fs::read(pad) {
            self.neem(pad.display().to_string(), bytes);
        }
    }

    #[track_caller]
    fn houdt_dicht(&self) {
        let mut lekken = Vec::new();
        for (waar, wat) in &self.0 {
            for geheim in zoek(wat) {
                let plaats = memchr::memmem::find(wat, geheim.as_bytes()).unwrap_or_default();
                let om = &wat[plaats.saturating_sub(120)..(plaats + 60).min(wat.len())];
                lekken.push(format!("{geheim} in {waar}: {}", String::from_utf8_lossy(om)));
            }
        }
        assert!(lekken.is_empty(), "{}", lekken.join("\n"));
    }
}

/// A gate with everything that it prints in files.
struct Proces {
    kind: Child,
    basis: String,
    metrics: String,
}

impl Proces {
    fn start(url: &str, map: &Path) -> Proces {
        let (uit, log) = (map.join("uitvoer"), map.join("log"));
        let kind = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
            .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
            .env("BERICHTENPOORT_LOG", "trace")
            .env("RUST_BACKTRACE", "1")
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--metrics-listen",
                "127.0.0.1:0",
                "--database-url",
                url,
            ])
            .stdout(File::create(&uit).unwrap())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut kind = Proces { kind, basis: String::new(), metrics: String::new() };
        loop {
            let regels: Vec<_> =
                BufReader::new(File::open(&uit).unwrap()).lines().map_while(Result::ok).collect();
            let metrics = regels
                .iter()
                .find_map(|regel| regel.split_once(" op ").filter(|(_, op)| op.ends_with("/metrics.")));
            kind.metrics =
                metrics.map(|(_, adres)| adres.trim_end_matches('.').to_owned()).unwrap_or_default();
            let regel = regels.last();
            if let Some((_, adres)) = regel.and_then(|regel| regel.split_once("http://"))
                && let Some((adres, _)) = adres.split_once(". ")
            {
                kind.basis = format!("http://{adres}/api/v1");
                return kind;
            }
            assert!(kind.kind.try_wait().unwrap().is_none(), "{}", fs::read_to_string(&log).unwrap());
            std::thread::yield_now();
        }
    }
}

impl Drop for Proces {
    fn drop(&mut self) {
        self.kind.kill().unwrap();
        self.kind.wait().unwrap();
    }
}

/// The same as tests send elsewhere, about somebody with another name and address.
fn over(xml: &str) -> String {
    let postcode = format!("<b:Postcode>{POSTCODE}</b:Postcode><b:Straatnaam>{STRAAT}</b:Straatnaam>");
    xml.replace("<b:Postcode>1500AA</b:Postcode>", &postcode).replace("Molenaar", NAAM)
}

/// Messages, good and bad, by who sends them.
fn alle_berichten() -> Vec<(&'static str, Vec<u8>)> {
    let (g, a) = (GEMEENTE, AANBIEDER);
    let toewijzing =
        |id: &str, bsn: &str, nummer| over(&IJW.toewijzing(id, bsn, &[(nummer, "2026-01-01", None)]));
    let t1 = toewijzing("T1", FENNA, 1);
    let d = |id: &str, bsn: &str, nummer, centen| {
        IJW.declaratie(id, id, &[(bsn, &[(id, nummer, "2026-01-05", "2026-01-31", centen)])])
    };
    let fout = |van: &str, door: &str| t1.replace(van, door).replace(">T1<", ">T9<");
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(
        fout("UTF-8", "UTF-16")
            .replace("<m:Geslacht>1", "<m:Geslacht>7")
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    let teksten = [
        (g, t1.clone()),
        (g, t1.clone()),
        (g, toewijzing("T2", NOOR, 2)),
        (g, toewijzing("T3", FENNA, 2)),
        (g, over(&IWMO.toewijzing("T4", NOOR, &[(4, "2026-01-01", None)]))),
        (a, over(&IJW.start("S1", FENNA, &[Some(1)]))),
        (a, over(&IJW.start("S2", NOOR, &[Some(99)]))),
        (a, over(&IJW.start("S3", FENNA, &[Some(2)]))),
        (a, over(&IJW.stop("E1", FENNA, &[Some(1)]))),
        (a, d("D1", FENNA, 1, 6000)),
        (a, d("D2", FENNA, 1, 6000)),
        (a, d("D3", NOOR, 1, 6000)),
        (a, d("D4", "999900018", 77, 6000)),
        (g, fout("<m:Geslacht>1", "<m:Geslacht>7")),
        (g, fout(FENNA, &format!("{FENNA}{FENNA}"))),
        (g, fout(FENNA, "999900007")),
        (g, fout(POSTCODE, &format!("{POSTCODE}{POSTCODE}"))),
        (g, fout(NAAM, &NAAM.repeat(40))),
        (g, fout("<m:Geslacht>1</m:Geslacht>", &format!("<m:Onbekend>{FENNA}</m:Onbekend>"))),
        (g, fout("<m:Geslacht>", &format!("<m:Geslacht wie=\"{FENNA}\">"))),
        (g, fout("<m:Geslacht>1", &format!("<m:Geslacht>{NAAM}"))),
        (g, fout("<m:Geslacht>1</m:Geslacht>", &format!("<m:{NAAM}>1</m:{NAAM}>"))),
        (g, fout("<m:Geslacht>1", &format!("<m:Geslacht><m:{NAAM}/>1"))),
        (g, fout("<m:Geslacht>", &format!("<m:Geslacht {NAAM}=\"1\">"))),
        (g, format!("<{NAAM} xmlns=\"urn:x\"/>")),
        (g, fout("2010-02-14", &format!("{FENNA}-02-14"))),
        (g, fout("<m:Geslacht>1", &format!("<m:Geslacht>&{NAAM};"))),
        (g, fout("</m:Geslacht>", &format!("<{FENNA}></m:Geslacht>"))),
        (g, t1.split_once(FENNA).unwrap().0.to_owned() + FENNA),
        (a, t1.clone()),
        (g, format!("{NAAM} {FENNA}")),
        (g, format!("<!DOCTYPE x [<!ENTITY a \"{FENNA}\">]>{t1}")),
    ];
    let teksten = teksten.into_iter().map(|(wie, tekst)| (wie, tekst.into_bytes()));
    let latin1 = [t1.as_bytes(), &[0xe9, 0xff]].concat();
    teksten.chain([(g, utf16), (g, latin1)]).collect()
}

/// Requests that are not as they should be, or show what is no secret: all of their answers must be without.
fn vragen(declaratie: &str) -> Vec<(Method, String, String)> {
    let get = |pad: &str| (Method::GET, pad.to_owned(), String::new());
    let post = |pad: String, lichaam: String| (Method::POST, pad, lichaam);
    let van = |actie: &str| format!("/declaraties/{declaratie}/{actie}");
    vec![
        get("/berichten?limiet=100"),
        get("/postbus?limiet=100"),
        get("/termijnen"),
        get("/verzoeken"),
        get("/declaraties"),
        get("/overzichten/maandcijfers"),
        get("/overzichten/open-declaraties"),
        get(&format!("/berichten/{FENNA}")),
        get(&format!("/berichten?bsn={FENNA}")),
        get(&format!("/berichten?cursor={FENNA}")),
        get(&format!("/berichten?van={NAAM}")),
        get(&format!("/overzichten/prestaties?bsn={FENNA}")),
        get(&format!("/overzichten/{NAAM}")),
        get(&format!("/{NAAM}/{FENNA}")),
        get(&format!("/regels/{FENNA}")),
        post(van("_houdaan"), format!("{{\"reden\": [\"{NOTITIE} {NAAM}\"]}}")),
        post(van("_houdaan"), format!("{{\"toelichting\": \"{NOTITIE} {NAAM}\"}}")),
        post(van("_houdaan"), format!("{{\"reden\": \"{NOTITIE} {NAAM}")),
        // Values by their place, and one that is too long: errors of their own.
        post(van("_houdaan"), format!("[\"{NOTITIE} {NAAM}\"]")),
        post(van("_houdaan"), format!("{{\"reden\": \"{}\"}}", format!("{NOTITIE} {NAAM} ").repeat(200))),
        post(
            van("_wijsaf"),
            format!("{{\"regels\": [1], \"retourcode\": \"{FENNA}\", \"toelichting\": \"{NOTITIE}\"}}"),
        ),
        post(van("_wijsaf"), format!("{{\"regels\": \"{FENNA}\", \"toelichting\": \"{NOTITIE}\"}}")),
        post(van("_keurgoed"), format!("{{\"versie\": \"{NAAM}\"}}")),
    ]
}

struct Sleutels {
    gemeente: String,
    aanbieder: String,
    saskia: String,
}

async fn zet_op(store: &Store) -> Sleutels {
    let nu = gemeenschap::sleutels::nu();
    let mut sleutels = Vec::new();
    for (soort, code) in [(PartijSoort::Gemeente, GEMEENTE), (PartijSoort::Aanbieder, AANBIEDER)] {
        let partij = store.leg_partij_vast(&Partij::nieuw(soort, code, code, None).unwrap()).await.unwrap();
        let sleutel = Toegangssleutel::nieuw();
        store.geef_sleutel(partij.id, &sleutel.hash(), "proef", nu).await.unwrap();
        sleutels.push((partij, sleutel));
    }
    let saskia = Toegangssleutel::nieuw();
    let medewerker = Medewerker::nieuw("Saskia de Boer").unwrap();
    store.geef_sleutel_aan(&medewerker, sleutels[0].0.id, &saskia.hash(), "proef", nu).await.unwrap();
    let [gemeente, aanbieder] = [0, 1].map(|plaats: usize| sleutels[plaats].1.as_str().to_owned());
    Sleutels { gemeente, aanbieder, saskia: saskia.as_str().to_owned() }
}

async fn laat_beslissen(store: &Store) {
    let gemeente = store.partij_met_code(GEMEENTE).await.unwrap().unwrap();
    let gemeente = gemeente.met_beantwoording(Beantwoording::Beoordelen).unwrap();
    store.stel_beantwoording_in(&gemeente).await.unwrap();
}

async fn vraag(
    gezien: &mut Gezien,
    poort: &Proces,
    sleutel: &str,
    (methode, pad, lichaam): (Method, String, Vec<u8>),
    media: &str,
) -> (u16, String) {
    let verzoek =
        Client::new().request(methode.clone(), format!("{}{pad}", poort.basis)).bearer_auth(sleutel);
    let verzoek = verzoek.header("content-type", media).header("prefer", "wait=20").body(lichaam);
    let antwoord = verzoek.send().await.unwrap();
    let status = antwoord.status().as_u16();
    let waar = format!("{methode} ({status}) {}", gezien.0.len());
    gezien.neem(format!("headers van {waar}"), format!("{:?}", antwoord.headers()));
    let tekst = antwoord.text().await.unwrap();
    gezien.neem(waar, tekst.clone());
    (status, tekst)
}

async fn speel(gezien: &mut Gezien, poort: &Proces, store: &Store) {
    let sleutels = zet_op(store).await;
    let mut ids = Vec::new();
    let (mut aangenomen, mut geweigerd) = (0, 0);
    for (wie, xml) in alle_berichten() {
        let sleutel = if wie == GEMEENTE { &sleutels.gemeente } else { &sleutels.aanbieder };
        let verzoek = (Method::POST, "/berichten".to_owned(), xml);
        let (status, tekst) = vraag(gezien, poort, sleutel, verzoek, "application/xml").await;
        if status < 300 {
            aangenomen += 1;
            let beeld: serde_json::Value = serde_json::from_str(&tekst).unwrap();
            ids.push((sleutel.clone(), beeld["id"].as_str().unwrap().to_owned()));
        } else {
            geweigerd += 1;
        }
    }
    assert!(aangenomen >= 13 && geweigerd >= 12, "{aangenomen} aangenomen, {geweigerd} geweigerd");
    for (sleutel, id) in &ids {
        for pad in [format!("/berichten/{id}"), format!("/berichten/{id}/bevindingen")] {
            vraag(gezien, poort, sleutel, (Method::GET, pad, Vec::new()), "application/json").await;
        }
    }
    laat_beslissen(store).await;
    let wacht = IJW.declaratie("D5", "D5", &[(FENNA, &[("D5", 1, "2026-02-01", "2026-02-02", 100)])]);
    let verzoek = (Method::POST, "/berichten".to_owned(), wacht.into_bytes());
    let (_, tekst) = vraag(gezien, poort, &sleutels.aanbieder, verzoek, "application/xml").await;
    let beeld: serde_json::Value = serde_json::from_str(&tekst).unwrap();
    let id = beeld["id"].as_str().unwrap();
    for sleutel in [&sleutels.saskia, &sleutels.aanbieder, &FENNA.to_owned()] {
        for (methode, pad, lichaam) in vragen(id) {
            vraag(gezien, poort, sleutel, (methode, pad, lichaam.into_bytes()), "application/json").await;
        }
    }
    // What may be kept, and shown to the gemeente: its answer does not count, what is stored does.
    let lichaam = format!("{{\"reden\": \"{NOTITIE} van mevrouw {NAAM}\"}}");
    let verzoek = Client::new()
        .post(format!("{}/declaraties/{id}/_houdaan", poort.basis))
        .bearer_auth(&sleutels.saskia);
    let antwoord = verzoek.header("content-type", "application/json").body(lichaam).send().await.unwrap();
    assert!(antwoord.status().is_success(), "{}", antwoord.text().await.unwrap());
    let cijfers = Client::new().get(&poort.metrics).send().await.unwrap().text().await.unwrap();
    assert!(cijfers.contains("# EOF"), "{cijfers}");
    gezien.neem("/metrics", cijfers);
}

/// What commands print of the same database.
fn opdrachten(gezien: &mut Gezien, url: &str) {
    for argumenten in [
        &["rebuild"][..],
        &["migrate"],
        &["termijnen"],
        &["sleutel", "toon"],
        &["partij", "lijst"],
        &["wijken", "lijst"],
        &["tarieven", "lijst"],
        &["gebruiker", "lijst"],
        &["herstel", "leveringen"],
        &["herstel", "taken"],
        &["herstel", "bericht"],
        &["bewaren"],
    ] {
        let uit = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
            .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
            .env("BERICHTENPOORT_LOG", "trace")
            .args(argumenten)
            .args(["--database-url", url])
            .output()
            .unwrap();
        assert!(uit.status.success(), "{argumenten:?} {uit:?}");
        gezien.neem(format!("{argumenten:?}"), [uit.stdout, uit.stderr].concat());
    }
}

/// Every value of every table of an SQLite database.
async fn rijen_als_tekst(url: &str) -> String {
    let mut db = SqliteConnection::connect(url).await.unwrap();
    let sql = "SELECT t.name, group_concat('quote(\"' || k.name || '\")', ' || ''|'' || ')
        FROM sqlite_master t, pragma_table_info(t.name) k WHERE t.type = 'table' GROUP BY t.name";
    let tabellen: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
    assert!(tabellen.len() > 30, "{tabellen:?}");
    let mut uit = String::new();
    for (tabel, kolommen) in tabellen {
        let sql = AssertSqlSafe(format!("SELECT {kolommen} FROM \"{tabel}\""));
        for rij in sqlx::query_scalar::<_, String>(sql).fetch_all(&mut db).await.unwrap() {
            uit.push_str(&format!("{tabel}: {rij}\n"));
        }
    }
    uit
}

/// The bytes of the database, wherever they are.
async fn bytes_van_database(gezien: &mut Gezien, url: &str) {
    if let Some(pad) = url.strip_prefix("sqlite:") {
        for staart in ["", "-wal", "-shm", "-journal"] {
            gezien.lees_bestand(Path::new(&format!("{pad}{staart}")));
        }
        // A number stands in the file as bytes that nobody would look for: as text it does not hide.
        gezien.neem("de rijen van SQLite", rijen_als_tekst(url).await);
        return;
    }
    let mappen = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut gevonden: Vec<PathBuf> =
        mappen.map(|map| map.path().join("bin/pg_dump")).filter(|pad| pad.exists()).collect();
    gevonden.sort();
    let programma = gevonden.pop().unwrap_or_else(|| PathBuf::from("pg_dump"));
    match Command::new(programma).arg(url).stderr(Stdio::inherit()).output() {
        Ok(uit) if uit.status.success() => {
            assert!(uit.stdout.len() > 10_000);
            gezien.neem("pg_dump", uit.stdout);
        }
        anders => {
            eprintln!("pg_dump lukte niet: wat PostgreSQL bewaart, is hier niet doorzocht ({anders:?})")
        }
    }
}

/// Every message as a file: whoever checks them sees what is wrong, and not whom they are about.
#[test]
fn validate_zegt_wat_er_mis_is_en_niet_over_wie() {
    let map = tempfile::tempdir().unwrap();
    for (nummer, (_, xml)) in alle_berichten().into_iter().enumerate() {
        fs::write(map.path().join(format!("{nummer}.xml")), xml).unwrap();
    }
    let mut gezien = Gezien::default();
    for vorm in ["text", "json"] {
        let uit = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
            .env("BERICHTENPOORT_LOG", "trace")
            .args(["validate", "--format", vorm])
            .arg(map.path())
            .output()
            .unwrap();
        assert_eq!(uit.status.code(), Some(1), "{uit:?}");
        assert!(uit.stdout.len() > 2_000, "{uit:?}");
        gezien.neem(format!("validate {vorm}"), [uit.stdout, uit.stderr].concat());
    }
    gezien.houdt_dicht();
}

#[tokio::test(flavor = "multi_thread")]
async fn nergens_waar_het_niet_hoort_staat_wie_een_client_is() {
    for plek in Plek::alle().await {
        let map = tempfile::tempdir().unwrap();
        let store = open(&plek.url).await;
        let mut gezien = Gezien::default();
        let poort = Proces::start(&plek.url, map.path());
        speel(&mut gezien, &poort, &store).await;
        // While it runs, and what kill -9 leaves: the WAL still holds the last transactions.
        bytes_van_database(&mut gezien, &plek.url).await;
        drop(poort);
        bytes_van_database(&mut gezien, &plek.url).await;
        opdrachten(&mut gezien, &plek.url);
        bytes_van_database(&mut gezien, &plek.url).await;
        gezien.lees_bestand(&map.path().join("uitvoer"));
        let log = fs::read(map.path().join("log")).unwrap();
        assert!(memchr::memmem::find(&log, b"berichtenpoort::http").is_some(), "het log staat aan");
        gezien.neem("log", log);
        assert!(gezien.0.len() > 100);
        gezien.houdt_dicht();
        plek.ruim_op().await;
    }
}

#[test]
fn de_demo_vertelt_niet_over_wie_zij_gaat_en_bewaart_het_versleuteld() {
    let map = tempfile::tempdir().unwrap();
    let uit = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .env("BERICHTENPOORT_LOG", "trace")
        .env_remove("BERICHTENPOORT_SLEUTEL")
        .args(["demo", "--once", "--data"])
        .arg(map.path())
        .output()
        .unwrap();
    assert!(uit.status.success(), "{uit:?}");
    let tekst = String::from_utf8_lossy(&uit.stdout).into_owned();
    assert!(tekst.contains("De demo maakt zelf een hoofdsleutel"), "{tekst}");
    let mut bytes = [uit.stdout, uit.stderr].concat();
    for naam in ["poort.db", "poort.db-wal", "poort.db-shm"] {
        bytes.extend(fs::read(map.path().join(naam)).unwrap_or_default());
    }
    assert!(bytes.len() > 50_000);
    for geheim in ["999900006", "999900018", "Molenaar"] {
        let staat = vormen(geheim).iter().any(|vorm| memchr::memmem::find(&bytes, vorm).is_some());
        assert!(!staat, "{geheim}");
    }
}
