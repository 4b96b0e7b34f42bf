//! The command, and what it leaves on the disk.

use std::process::{Command, Output};

use crate::api::Proefpoort;
use crate::berichten::{GEMEENTE, IJW, NOOR};
use crate::gemeenschap::{doe, op_elke_url, open};
use crate::hulp::{JEUGD, alles, bevestig_alles, keten, op_dag, ruim_op};

fn bewaren(argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .env_remove("BERICHTENPOORT_SLEUTEL")
        .arg("bewaren")
        .args(argumenten)
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn zonder_opruimen_ziet_u_per_soort_hoeveel_er_weg_mag_en_verandert_er_niets() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        assert_eq!(poort.stuur(GEMEENTE, "<geen bericht").await.status(), 422);
        let eerst = alles(&url).await;
        let map = tempfile::tempdir().unwrap();
        let config = map.path().join("poort.toml");
        std::fs::write(
            &config,
            "bewaartermijn-inhoud = \"0 dagen\"\nbewaartermijn-weigeringen = \"altijd\"\n",
        )
        .unwrap();
        let config = config.to_str().unwrap();
        let uit = bewaren(&["--database-url", &url, "--config", config, "--termijn", "toegang=3 maanden"]);
        let tekst = String::from_utf8(uit.stdout).unwrap();
        assert!(uit.status.success(), "{tekst} {}", String::from_utf8_lossy(&uit.stderr));
        assert!(tekst.contains("Er is niets gewijzigd"), "{tekst}");
        assert!(
            tekst.contains("       3  inhoud van retourberichten en afgekeurde berichten (inhoud): 0 dagen"),
            "{tekst}"
        );
        assert!(tekst.contains("       0  geweigerde berichten (weigeringen): altijd"), "{tekst}");
        assert!(tekst.contains("(toegang): 3 maanden, gesloten tot en met 2"), "{tekst}");
        assert_eq!(alles(&url).await, eerst);

        let weg = bewaren(&["--database-url", &url, "--config", config, "--opruimen"]);
        let tekst = String::from_utf8(weg.stdout).unwrap();
        assert!(tekst.contains("       3  inhoud van retourberichten"), "{tekst}");
        assert_eq!(tekst.contains("VACUUM"), !url.starts_with("sqlite"), "{tekst}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zolang_de_dossiers_opnieuw_moeten_worden_opgebouwd_gaat_er_niets_weg() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        doe(&url, "INSERT INTO kenmerk (naam, waarde) VALUES ('herbouw nodig', 'proef')").await;
        for argumenten in [&["--database-url", &url][..], &["--database-url", &url, "--opruimen"]] {
            let uit = bewaren(argumenten);
            assert_eq!(uit.status.code(), Some(2), "{uit:?}");
            assert!(String::from_utf8_lossy(&uit.stderr).contains("migrate"), "{uit:?}");
        }
        poort.poort.herbouw().await.unwrap();
        assert!(bewaren(&["--database-url", &url]).status.success());
    })
    .await;
}

#[test]
fn een_termijn_of_soort_die_niet_kan_wordt_gezegd() {
    for (termijn, melding) in [
        ("weigeringen", "geen SOORT=TERMIJN"),
        ("berichten=1 jaar", "soort ‘berichten’ is niet bekend"),
        ("clienten=1 jaar", "soort ‘clienten’ is niet bekend"),
        ("weigeringen=7 weken", "bewaartermijn is zoiets als ‘7 jaar’"),
    ] {
        let uit = bewaren(&["--database-url", "sqlite:bestaat-niet/poort.db", "--termijn", termijn]);
        assert_eq!(uit.status.code(), Some(2), "{uit:?}");
        assert!(String::from_utf8_lossy(&uit.stderr).contains(melding), "{termijn} {uit:?}");
    }
    let map = tempfile::tempdir().unwrap();
    let config = map.path().join("poort.toml");
    for (regel, melding) in [
        ("bewaartermijn-alles = \"1 jaar\"", "soort ‘alles’ is niet bekend"),
        ("bewaartermijn-taken = 7", "hoort een tekst"),
        ("bewaren-uren = \"25-3\"", "uren zijn zoiets als"),
    ] {
        std::fs::write(&config, format!("werkers = 2\n{regel}\n")).unwrap();
        let uit = bewaren(&["--config", config.to_str().unwrap()]);
        let fout = String::from_utf8_lossy(&uit.stderr).into_owned();
        assert!(fout.contains("regel 2") && fout.contains(melding), "{regel} {fout}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn op_sqlite_is_wat_is_opgeruimd_ook_van_het_bestand_verdwenen() {
    op_elke_url(|url| async move {
        let Some(pad) = url.strip_prefix("sqlite:").map(str::to_owned) else { return };
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("T2", NOOR, &[(2, "2026-01-01", None)])).await;
        bevestig_alles(&url).await;
        // Something to look for in what is encrypted otherwise.
        doe(
            &url,
            "UPDATE inhoud SET bytes = CAST('ZOEKMIJ' || bericht_volgnummer || '.' || printf('%.9000c', 'x') AS BLOB)",
        )
        .await;
        let staan = || {
            let mut bytes = Vec::new();
            for staart in ["", "-wal"] {
                bytes.extend(std::fs::read(format!("{pad}{staart}")).unwrap_or_default());
            }
            (1..20)
                .filter(|nummer| {
                    memchr::memmem::find(&bytes, format!("ZOEKMIJ{nummer}.").as_bytes()).is_some()
                })
                .collect::<Vec<i64>>()
        };
        assert!(staan().len() >= 9, "{:?}", staan());
        op_dag(&poort.poort, "2090-01-01");
        ruim_op(&poort.poort).await;
        let over = crate::gemeenschap::getallen(
            &url,
            "SELECT bericht_volgnummer, 1 * bericht_volgnummer FROM inhoud",
        )
        .await;
        assert_eq!(over.len(), 1, "de 301 van een toewijzing die loopt");
        assert_eq!(staan(), [over[0][0]]);
    })
    .await;
}
