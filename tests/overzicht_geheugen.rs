//! Memory does not grow with the number of rows of an overview. One test, so that the process's peak is its own.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

mod api;
mod berichten;
mod declareren;
mod gemeenschap;

use std::fs;

use api::Proefpoort;
use berichten::{AANBIEDER, GEMEENTE, IJW};
use berichtenpoort::overzicht::{Filter, Kop, PRESTATIES, Vorm};
use berichtenpoort::store::Overzichtvraag;
use declareren::{Regel, Toewijzing, declaratie};
use gemeenschap::{Plek, doe, open};

const RIJEN: i64 = 15_000;
/// In KiB. The rows together take a kilobyte each.
const GRENS: u64 = 10 * 1024;

/// The most memory that this process has had, in KiB; `None` where the system does not tell.
fn piek() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let regel = status.lines().find(|regel| regel.starts_with("VmHWM:"))?;
    regel.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::test]
async fn een_groot_overzicht_kost_niet_meer_geheugen_dan_een_klein() {
    for plek in Plek::alle().await {
        let poort = Proefpoort::op(open(&plek.url).await).await;
        let toewijzing = Toewijzing::nieuw(&IJW, "2025-10-01", None).omvang(10, "04", "4");
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        let regel = Regel::nieuw(&IJW, "R1", ("2025-10-01", "2025-10-31"), 6, "04");
        poort.stuur_en_verwerk(AANBIEDER, &declaratie(&IJW, "D1", &[regel])).await;
        doe(
            &plek.url,
            "WITH RECURSIVE teller(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM teller WHERE n < 14999)
             INSERT INTO prestatie (standaard, aanbieder, referentie, gemeente, client, nummer, categorie, code, begindatum,
                 einddatum, volume, eenheid, tarief, bedrag, vorige_referentie, toegekend, bericht_volgnummer, regel,
                 houdt_nummer, retourcodes)
             SELECT standaard, aanbieder, referentie || '-' || n, gemeente, client, nummer, categorie, code, begindatum,
                 einddatum, volume, eenheid, tarief, bedrag, vorige_referentie, toegekend, bericht_volgnummer, regel + n,
                 houdt_nummer, retourcodes
             FROM prestatie, teller",
        )
        .await;
        let vraag = Overzichtvraag {
            overzicht: &PRESTATIES,
            partij: poort.partijen[GEMEENTE].clone(),
            codes: vec![GEMEENTE.to_owned()],
            filter: Filter::default(),
            vandaag: poort.klok.vandaag(),
        };
        for vorm in Vorm::ALLE {
            let voor = piek();
            let export = poort.poort.exporteer(&vraag, vorm, Kop::default()).await.unwrap().unwrap();
            assert_eq!((export.totaal.rijen, export.totaal.sommen[0]), (RIJEN, RIJEN * 36_000));
            assert!(export.grootte > 1 << 20);
            // The system counts per processor and adds up later, so that the peak may even seem to go down.
            let Some(gegroeid) = piek().zip(voor).map(|(na, voor)| na.saturating_sub(voor)) else {
                println!("SKIPPED: the system does not tell how much memory a process has had");
                continue;
            };
            println!("{vorm:?}: {gegroeid} KiB more, {} bytes", export.grootte);
            assert!(gegroeid < GRENS, "{vorm:?}: {gegroeid} KiB more");
        }
        drop(poort);
        plek.ruim_op().await;
    }
}
